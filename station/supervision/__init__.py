"""What the station notices without anybody calling: silent homes, overdue self-tests, slow answers."""
