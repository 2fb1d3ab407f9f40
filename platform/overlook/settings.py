"""Settings. Everything has an embedded default for ``make site``; production sets the variables in docker-compose.yml.

========================  ==============================================================================
OVERLOOK_ENV              ``site`` (embedded defaults) or ``production`` (nothing is defaulted that matters)
OVERLOOK_VAR              data folder; default ``var/`` in the repository
SECRET_KEY                required in production; otherwise made once and kept in the data folder
ALLOWED_HOSTS             required in production
DATABASE_URL              default: SQLite in the data folder
REDIS_URL                 default: the embedded server's socket
QUEUE_PREFIX              begins every key in Redis, of the queue and the cache; default ``overlook:``
EMAIL_URL                 default: the console
METRICS_TOKEN             bearer token for ``/metrics``; without it only staff may read
STATIC_ROOT               where ``collectstatic`` writes; default: in the data folder
DATABASE_POOL             connections to PostgreSQL that one process may hold; default 16
ASSESSMENT_DEFERRED       item types that workers grade, comma separated; default none
SIMULATION_PATIENCE       seconds that every shard may take before it is interrupted; default 60
SIMULATION_COST_CAP       predicted CPU seconds that one run may take; default 120
SIMULATION_SECONDS_PER_DAY  predicted CPU seconds that one learner may ask for in a day; default 3600
SIMULATION_STORE_MB       megabytes of results that are kept before the oldest are set aside; default 4096
SIMULATION_HOST_FACTOR    how many times slower than 48 GFLOP/s the workers are; default: they measure it
SECURE_PROXY              ``1`` when a proxy terminates TLS and sets X-Forwarded-Proto
========================  ==============================================================================
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from overlook.kit import patience
from overlook.kit.embedded import secret_key, socket_path
from overlook.kit.records import structured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
ENVIRONMENT = env.str("OVERLOOK_ENV", "site")
PRODUCTION = ENVIRONMENT == "production"
VAR_DIR = Path(env.str("OVERLOOK_VAR", str(BASE_DIR / "var"))).resolve()
BUILD_DIR = BASE_DIR / "build"
DEBUG = env.bool("DEBUG", False)

SECRET_KEY = env.str("SECRET_KEY", "") or (secret_key(VAR_DIR) if not PRODUCTION else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. In production give it 50 or more random characters.")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# -- Rooms ---------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "overlook.ops",
    "overlook.cohorts",
    "essays",
    "assessments",
    "simulations",
    "overlook.progress",
    "overlook.accounts",
    "overlook.kit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "overlook.ops.middleware.RequestLogMiddleware",
    "overlook.kit.middleware.NulMiddleware",
    "overlook.kit.middleware.CookielessMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "overlook.kit.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "overlook.urls"
WSGI_APPLICATION = "overlook.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # An item type keeps its template in its own folder: items/<type>/item.html.
        "DIRS": [BASE_DIR / "assessments"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["overlook.kit.templatetags.kit", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(INSTALLED_APPS.index("django.contrib.staticfiles"), "django.forms")

# -- Data ----------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'overlook.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL and IMMEDIATE: 464 transactions a second with eight writers and no lock errors; the default had 87 % of them.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # Without a database a request fails within five seconds, and ten seconds after its return at most all is well.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", 16), "timeout": 5.0, "reconnect_timeout": 5.0},
    }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env.str("REDIS_URL", "")
EMBEDDED_REDIS = not REDIS_URL
_socket = socket_path(VAR_DIR)
CACHES = {
    "default": env.cache_url("CACHE_URL")
    if env.str("CACHE_URL", "")
    else {
        "BACKEND": "overlook.kit.cache.SteadyRedisCache",
        "LOCATION": REDIS_URL or f"unix://{_socket}?db=0",
        "KEY_PREFIX": env.str("QUEUE_PREFIX", "overlook:").rstrip(":"),
        "TIMEOUT": 300,
        "OPTIONS": {"socket_connect_timeout": patience.SECONDS, "socket_timeout": patience.SECONDS},
    }
}
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{_socket}?virtual_host=0"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": env.str("QUEUE_PREFIX", "overlook:"),
    "visibility_timeout": 900,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    # Whoever enqueues while the broker is away waits a moment, not six seconds.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.05,
    "interval_max": 0.1,
}
CELERY_TASK_QUEUES = [Queue("celery"), Queue("short"), Queue("long")]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "simulations.sweep": {"task": "simulations.sweep", "schedule": 5.0},
    "assessments.sweep": {"task": "assessments.sweep", "schedule": 5.0},
    "assessments.tidy": {"task": "assessments.tidy", "schedule": 60 * 60.0},
    "simulations.set_aside": {"task": "simulations.set_aside", "schedule": 60 * 60.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_TIMEZONE = "UTC"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_HANDLERS = ["overlook.kit.uploads.SmallUploadHandler"]

# -- People --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me"
ACCOUNT_ADAPTER = "overlook.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Overlook: "
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# What happens to a record when an anonymous learner turns out to be somebody: dotted names of verbs
# ``(*, anonymous: Learner, learner: Learner, at)``, run in the transaction of the sign-in.
LEARNER_CLAIMED = [
    "assessments.services.adopt_attempts",
    "simulations.services.adopt_runs",
    "essays.services.adopt_readings",
    "essays.edits.suggestions.adopt_suggestions",
    "overlook.progress.services.adopt_outcomes",
]
# What is deleted with an account and not kept for a learner who is nobody: dotted names of verbs ``(*, learner, at)``,
# run in the transaction of the erasure.
LEARNER_FORGOTTEN = ["simulations.own_data.forget", "essays.edits.suggestions.forget_names"]
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Overlook <overlook@localhost>")

# -- API -----------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "overlook.accounts.authentication.TokenAuthentication",
        "overlook.accounts.authentication.SiteSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["overlook.accounts.permissions.TokenScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["overlook.kit.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "overlook.kit.problems.exception_handler",
    "DEFAULT_PAGINATION_CLASS": "overlook.kit.pagination.CursorPages",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Overlook API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AttemptState": ["open", "submitted", "superseded"],
        "AnswerState": ["empty", "draft", "answered"],
        "FeedbackState": ["right", "partly", "wrong"],
        "PaperState": ["planned", "open", "past", "closed"],
    },
}
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "oauth2_provider.AccessToken"  # noqa: S105  a model, not a secret
OAUTH2_PROVIDER = {
    "SCOPES": {
        "read": "Read essays, simulations and your own record",
        "write": "Answer items and ask for runs as yourself",
        "cohorts.read": "Read the cohorts that you teach",
        "cohorts.write": "Assign papers and give time in the cohorts that you teach",
    },
    "DEFAULT_SCOPES": ["read"],
    "ACCESS_TOKEN_EXPIRE_SECONDS": 60 * 60 * 24 * 90,
    # RFC 9700 throughout: no implicit or password grant, no token in an address, no plain PKCE.
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}

# -- Pages ---------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(VAR_DIR / "static"))
STATICFILES_DIRS = [BUILD_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9A-Za-z]{8}\.(js|css|woff2|map)$"
ESSAYS_DIR = Path(env.str("OVERLOOK_ESSAYS", str(BASE_DIR / "essays" / "content")))
ESSAYS_BUILD_DIR = BUILD_DIR / "essays"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
    }
}
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

# -- Security ------------------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
COOKIELESS = ("/embed/", "/oembed")
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "overlook.kit.views.csrf_failure"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if env.bool("SECURE_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- Simulations ---------------------------------------------------------------------------------------------------

SIMULATIONS = {
    "CATALOGUES": env.list("SIMULATION_CATALOGUES", default=["simulations.catalog"]),
    "COST_CAP_SECONDS": env.float("SIMULATION_COST_CAP", 120.0),
    # How many times slower than the reference core the workers are; 0: as they measure it when they start.
    "HOST_FACTOR": env.float("SIMULATION_HOST_FACTOR", 0.0),
    # Shards above it have a queue of their own.
    "SHORT_SECONDS": 2.0,
    "LEASE_SECONDS": env.float("SIMULATION_LEASE", 10.0),
    "TRIES": 4,
    # A shard is interrupted after so many times its predicted cost, and never before the least patience.
    "PATIENCE": 5.0,
    "LEAST_PATIENCE_SECONDS": env.float("SIMULATION_PATIENCE", 60.0),
    # Messages that say "there is work" wait in each queue up to this number: enough for so many idle worker processes.
    "CALLS": 16,
    # Bytes are set aside when nobody has asked for them for so long, and the oldest first above so many megabytes.
    "KEEP_DAYS": 90,
    "STORE_MB": env.float("SIMULATION_STORE_MB", 4096.0),
    "RUNS_AT_ONCE": 50,
    "RUNS_PER_DAY": 1000,
    "SECONDS_PER_DAY": env.float("SIMULATION_SECONDS_PER_DAY", 3600.0),
    "DATA_SETS": 20,
    "STREAMS_PER_LEARNER": 6,
    "STREAMS_PER_PROCESS": 40,
    "GAMES_PER_DAY": 200,
    # Which cohorts a learner is in, for the seed of the week: cohorts lie above simulations.
    "COHORTS_OF": "overlook.cohorts.weekly.cohorts_of",
}

# -- Assessments ---------------------------------------------------------------------------------------------------

ASSESSMENTS = {
    # Item types that a worker grades although their graders are quick enough for the answer's own transaction.
    "DEFERRED": env.list("ASSESSMENT_DEFERRED", default=[]),
}

# -- Logs ----------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)-7s %(message)s", "datefmt": "%H:%M:%S"},
        "json": {"format": "%(message)s"},
    },
    "filters": {
        "route": {"()": "overlook.ops.logs.RouteNotPath"},
        "scheduled": {"()": "overlook.ops.logs.ScheduledTasksAreQuiet"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if PRODUCTION else "line",
            "filters": ["route", "scheduled"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
structured(lines=not PRODUCTION)
