"""The application for a WSGI server: `wsgi:app`. `make run` and server/serve.py use the same."""

import os

from server import create_app, refuse_demo_data
from server.config import read_settings

settings = read_settings(os.environ)
app = create_app(settings)
refuse_demo_data(app, settings)
