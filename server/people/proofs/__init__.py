"""Whether somebody is who they say: edges that ask a library or a server elsewhere."""
