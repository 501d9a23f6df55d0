"""What a job says while it works: `studio.core.messages` under the name of the room it travels in.

They lie in core because the tasks themselves, in `speech` and `training`, are below this room.
"""

from studio.core.messages import (
    LAST_MESSAGES,
    Cancelled,
    Checkpoint,
    Done,
    Failed,
    Message,
    Paused,
    Progress,
    Sample,
)

__all__ = [
    "LAST_MESSAGES",
    "Cancelled",
    "Checkpoint",
    "Done",
    "Failed",
    "Message",
    "Paused",
    "Progress",
    "Sample",
]
