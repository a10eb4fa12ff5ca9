"""The demo clinic: invented people whose courses look like real ones. Used by `make run`, the tests and the bench.

Everything but `load` is pure: rows drawn from a seed, relative to a given now, so that the demo is always of today.
"""

from server.demo.clinic import DemoClinic, generate
from server.demo.load import DemoKeys, load_demo

__all__ = ["DemoClinic", "DemoKeys", "generate", "load_demo"]
