import schelling


def test_version() -> None:
    assert schelling.__version__
