"""Environment variables by which a command tells the processes it starts how to run."""

from __future__ import annotations

# "1": a run begins even if the disk certainly has too little room (pipeline/room.py)
NO_ROOM_CHECK = "CABLELAKE_NO_ROOM_CHECK"
