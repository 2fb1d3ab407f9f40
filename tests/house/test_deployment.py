"""No image can be built where there is no Docker engine, so what can be checked without one is checked here."""

import os
import re
import subprocess
import sys

import pytest
import yaml
from celery import current_app
from celery.bin.base import CLIContext
from celery.bin.celery import celery as celery_cli
from django.core.management import get_commands, load_command_class
from granian.cli import cli as granian_cli

from overlook.ops import probe
from tests.house.sources import ROOT, read

_OF_THE_IMAGES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "REDISCLI_AUTH"}
_REFERENCE = re.compile(r"\$\{(\w+)(?:(:?[-?])([^}]*))?\}")
_SECRETS = {
    "SECRET_KEY": "k" * 30 + "ey" * 10 + "-for-tests-of-the-deployment",
    "ALLOWED_HOSTS": "learn.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://learn.example.org",
    "POSTGRES_PASSWORD": "a-password",
    "REDIS_PASSWORD": "a-password",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_the_file_follows_the_compose_specification():
    # The schema comes with the package, so this needs no network.
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stdout


def test_it_runs_the_five_parts_each_with_a_health_check(compose):
    services = compose["services"]
    assert {"web", "worker", "beat", "db", "redis"} == services.keys() - {"setup"}
    assert [name for name, service in services.items() if name != "setup" and "healthcheck" not in service] == []


def test_nothing_runs_as_root(compose):
    own = [name for name, service in compose["services"].items() if "user" not in service]
    assert own == [name for name in own if compose["services"][name]["image"].startswith("overlook:")]
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (\w+)", dockerfile.split("\nFROM ")[-1], re.MULTILINE) == ["overlook"]


def test_every_secret_is_required():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in _SECRETS:
        modes = {mode for found, mode, _ in _REFERENCE.findall(text) if found == name}
        assert modes == {":?"}, name


def test_every_variable_of_our_parts_is_read_by_the_settings(compose):
    settings = read(ROOT / "platform/overlook/settings.py")
    for name in ("setup", "web", "worker", "beat"):
        for variable in compose["services"][name]["environment"]:
            assert f'"{variable}"' in settings, f"{name}: {variable}"


def test_every_variable_of_the_images_is_known(compose):
    for name in ("db", "redis"):
        assert set(compose["services"][name]["environment"]) <= _OF_THE_IMAGES


@pytest.mark.parametrize("service", ["setup", "web", "worker", "beat"])
def test_each_command_parses(compose, service):
    program, *arguments = compose["services"][service]["command"]
    if program == "granian":
        context = granian_cli.make_context("granian", list(arguments))
        assert context.params["app"] == "overlook.wsgi:application"
    elif program == "celery":
        _parse_celery(arguments)
    else:
        assert [program, arguments[0]] == ["python", "manage.py"]
        command = load_command_class(get_commands()[arguments[1]], arguments[1])
        command.create_parser("manage.py", arguments[1]).parse_args(arguments[2:])


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_each_probe_exists(compose, service):
    words = compose["services"][service]["healthcheck"]["test"]
    assert words == ["CMD", "python", "-m", "overlook.ops.probe", service]
    assert callable(getattr(probe, service))


def test_the_deployment_check_is_clean_under_the_production_settings(compose, tmp_path):
    web = {name: _expand(str(value)) for name, value in compose["services"]["web"]["environment"].items()}
    web |= {"OVERLOOK_VAR": str(tmp_path), "PATH": os.environ["PATH"], "STATIC_ROOT": str(tmp_path)}
    web["PYTHONWARNINGS"] = "ignore"
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
    checked = subprocess.run(command, cwd=ROOT, env=web, capture_output=True, text=True, timeout=120, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


@pytest.mark.parametrize("missing", ["SECRET_KEY"])
def test_production_does_not_start_without_its_secret(missing, tmp_path):
    environment = {**_SECRETS, "OVERLOOK_ENV": "production", "OVERLOOK_VAR": str(tmp_path), "PATH": os.environ["PATH"]}
    del environment[missing]
    command = [sys.executable, "manage.py", "check"]
    checked = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert checked.returncode != 0
    assert f"{missing} is not set" in checked.stderr


def _expand(text):
    def value(match):
        name, mode, word = match[1], match[2] or "", match[3] or ""
        return _SECRETS[name] if name in _SECRETS else (word if mode.endswith("-") else "")

    return _REFERENCE.sub(value, text)


def _parse_celery(arguments):
    context = celery_cli.make_context("celery", list(arguments), resilient_parsing=True)
    name, command, rest = celery_cli.resolve_command(context, [*context._protected_args, *context.args])
    assert command is not None
    context.obj = CLIContext(app=current_app, no_color=True, workdir=None, quiet=True)
    command.make_context(name, rest, parent=context, resilient_parsing=False)
