"""Reading for the clinician's pages, one module a page."""
