"""Every setting, from the environment, with a default that is safe.

The environment wins over the file `.env` beside manage.py, which `make` writes on a new
machine. README.md lists the variables; a test holds that list and this file together.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from factcheck import environment

BASE_DIR = Path(__file__).resolve().parent.parent
environment.read_file(BASE_DIR / ".env")

DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / ".data")

SECRET_KEY = environment.secret("SECRET_KEY", least=32)
DEBUG = environment.boolean("DEBUG", False)
SITE_URL = environment.site_address("SITE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = environment.texts("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

NEWSROOM_NAME = environment.text("NEWSROOM_NAME", "Factcheck")
NEWSROOM_LOGO_URL = environment.web_address("NEWSROOM_LOGO_URL")

INSTALLED_APPS = [
    "claims.apps.ClaimsConfig",
    "claims.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "claims.middleware.refuse_unreadable_address",
    "claims.middleware.refuse_unreadable_form",
    "claims.middleware.take_turns",
    "claims.middleware.name_the_request",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.context_processors.newsroom",
            ]
        },
    }
]

# Databases -----------------------------------------------------------------

DATABASE = environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'factcheck.sqlite3'}")
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # Without recursive triggers, INSERT OR REPLACE passes by those that refuse a DELETE. What a
    # statement with triggers may have to take back goes to a temporary file unless told otherwise,
    # which takes a third of the time of every new row.
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA mmap_size=0; "
            "PRAGMA temp_store=MEMORY; "
            # Kilobytes. With SQLite's 2 MB a large import writes its pages out over and over.
            "PRAGMA cache_size=-16000;"
        ),
    }
else:
    DATABASE["CONN_MAX_AGE"] = environment.whole_number("CONN_MAX_AGE", 60)
    DATABASE["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": DATABASE}
# Seconds for which a page waits while others write.
WRITE_TIMEOUT = environment.whole_number("WRITE_TIMEOUT", 30)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The log's key ---------------------------------------------------------------

# Signs the log's checkpoints; without the setting it is read from the file.
LOG_KEY = environment.text("LOG_KEY")
LOG_KEY_FILE = DATA_DIR / "log.key"

# People --------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

# E-mail --------------------------------------------------------------------

# Without a server, what would be sent is printed.
EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_PORT = environment.whole_number("EMAIL_PORT", 587)
EMAIL_HOST_USER = environment.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_PASSWORD")
EMAIL_SECURITY = environment.one_of("EMAIL_SECURITY", "starttls", ("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "factcheck@localhost")

# Language and time ---------------------------------------------------------

LANGUAGE_CODE = environment.language("LANGUAGE_CODE", "en")
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")
USE_I18N = True
FORMAT_MODULE_PATH = ["factcheck.formats"]
USE_TZ = True

# Files ---------------------------------------------------------------------

STATIC_URL = "static/"
# In a container the collected files belong to the image, while DATA_DIR outlives it.
STATIC_ROOT = Path(environment.text("STATIC_DIR", str(DATA_DIR / "static")))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "originals"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Limits on what a request may carry. A claim's longest text is 100,000 characters.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Safety --------------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if environment.boolean("TRUST_X_FORWARDED_PROTO", False)
    else None
)
# Readers' addresses are counted, never kept, so that nobody floods us with error reports.
TRUST_X_FORWARDED_FOR = environment.boolean("TRUST_X_FORWARDED_FOR", False)
SECURE_SSL_REDIRECT = environment.boolean("REDIRECT_TO_HTTPS", False)
SECURE_HSTS_SECONDS = environment.whole_number("HSTS_SECONDS", 0)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Background work -----------------------------------------------------------

# A table of this database is the queue; `manage.py run_tasks` works it off.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Import and export ---------------------------------------------------------

# Denied unless granted, noun by noun.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_USE_TRANSACTIONS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reply_tokens": {"()": "factcheck.log_lines.HideReplyTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["reply_tokens"]}},
    "root": {"handlers": ["console"], "level": environment.log_level("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # An address that cannot be read is answered with a sentence; it needs no traceback here.
        "django.request": {"level": "ERROR"},
        # Lines about requests, of Granian (`--access-log`) and of `manage.py runserver`.
        "granian.access": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
