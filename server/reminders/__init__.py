"""The ledger of what fell due for whom, each once."""
