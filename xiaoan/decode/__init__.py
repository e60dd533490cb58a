"""What `xiaoan decode` shows of bytes that a device sent."""
