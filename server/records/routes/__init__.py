"""Own data and leaving over HTTP."""
