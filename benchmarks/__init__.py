"""What things cost, measured beside a peer in the same run."""
