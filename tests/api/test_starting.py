"""A real clinic and a demo never meet in one database."""

from dataclasses import replace

import pytest
from flask import Flask

from server import refuse_demo_data
from server.config import BadSetting, Mode, Settings
from tests.builders import World


def test_a_real_clinic_refuses_to_start_on_demo_data(app: Flask, settings: Settings, world: World) -> None:
    world.clinic(is_demo=True)
    refuse_demo_data(app, replace(settings, mode=Mode.DEMO))
    with pytest.raises(BadSetting, match="demo clinic"):
        refuse_demo_data(app, replace(settings, mode=Mode.CLINIC))


def test_the_demo_refuses_to_start_on_a_real_clinic(app: Flask, settings: Settings, world: World) -> None:
    world.clinic(is_demo=False)
    refuse_demo_data(app, replace(settings, mode=Mode.CLINIC))
    with pytest.raises(BadSetting, match="real clinic"):
        refuse_demo_data(app, replace(settings, mode=Mode.DEMO))
