"""What `langgraph.json` names as its auth; the server loads this file under a name of its own."""

from app.access.handlers import auth

__all__ = ["auth"]
