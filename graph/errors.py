"""What the state machine's side raises.

GraphError
├── ModelError          an adapter or checkpoint cannot be loaded or does not fit its task
├── GeneratorError      the chat endpoint failed, timed out or sent garbage
├── HandoffError        who wants a person could not be written down
└── TrainingError       a training or evaluation set is missing, malformed or leaks
"""


class GraphError(Exception):
    """Root of everything that this package raises on purpose."""


class ModelError(GraphError):
    """An adapter or checkpoint cannot be loaded or does not fit its task."""


class GeneratorError(GraphError):
    """The chat endpoint failed, timed out or sent garbage."""


class HandoffError(GraphError):
    """Who wants a person could not be written down, so nobody would come."""


class TrainingError(GraphError):
    """A training or evaluation set is missing, malformed or leaks."""
