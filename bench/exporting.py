"""`python -m bench.exporting CLINIC STUDY FOLDER`: write one export, in a process of its own that tells its memory.

Prints one JSON object: rows of all tables, seconds, CPU seconds, and the most memory that the process ever held.
"""

import json
import os
import sys
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from server import clock, create_app
from server.config import read_settings
from server.db import db, transaction
from server.studies.actions.export import write_export
from server.studies.models import Study


def main() -> None:
    clinic_id, study_id, folder = UUID(sys.argv[1]), UUID(sys.argv[2]), Path(sys.argv[3])
    app = create_app(read_settings(os.environ))
    with app.app_context(), transaction("read", clinic_id):
        study = db.session.scalars(select(Study).where(Study.clinic_id == clinic_id, Study.id == study_id)).one()
        wall, cpu = time.perf_counter(), time.process_time()
        manifest = write_export(study, folder, clock.now(), export_id=study_id, app_version="bench")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rows = sum(file.rows or 0 for file in manifest.files if file.path != "codebook.csv")
    print(json.dumps({"rows": rows, "seconds": wall, "cpu": cpu, "peak_mib": _peak_mib()}))


def _peak_mib() -> float:
    """The most memory that this program held. Not getrusage: its figure includes the process that started this one."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main()
