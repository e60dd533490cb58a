"""What the speaker keeps in home.db. Facts and the messages they cause are written in one transaction."""
