"""What `langgraph.json` names.

The server loads this file under a name of its own, so it only points at the module that holds
the process's one runtime.
"""

from app.runtime import dona

__all__ = ["dona"]
