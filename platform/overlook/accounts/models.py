"""Who a person is: organisations, users, identities from outside, and the learner whose record grows."""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from overlook.kit.clock import now
from overlook.kit.refs import new_ref


class Organisation(models.Model):
    """A tenant: a school, a company, or one person who teaches. Cohorts, banks and API clients belong to one."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalise(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalise(username or ""))

    @staticmethod
    def normalise(email: str) -> str:
        """Addresses are compared whole in lower case: no provider in use distinguishes them by case."""
        return email.strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in. Teaching is not a flag here: it is an enrolment in a cohort."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.email.partition("@")[0]


class Membership(models.Model):
    """A user's place in an organisation; who may open cohorts there."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        INSTRUCTOR = "instructor", _("instructor")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="membership_once_per_organisation")
        ]


class ExternalIdentity(models.Model):
    """A subject that an outside issuer vouches for. Never merged by e-mail: joining takes both sign-ins."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "issuer", "subject"], name="identity_once_per_issuer")
        ]


class LearnerQuerySet(models.QuerySet["Learner"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)


class Learner(models.Model):
    """Whose record it is. A row may still lack a user: an anonymous reader, whose session holds its ref."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.CASCADE, related_name="learner")
    created_at = models.DateTimeField(default=now)

    objects = LearnerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"learner {self.ref}"

    @property
    def time_zone(self) -> str:
        """The IANA zone in which this learner's days begin and end."""
        return self.user.time_zone if self.user else "UTC"


class PersonalToken(models.Model):
    """The name that a person gave to an API token of theirs. The token itself is stored as a checksum only."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="personal_tokens")
    name = models.CharField(_("name"), max_length=80)
    token = models.OneToOneField("oauth2_provider.AccessToken", on_delete=models.CASCADE, related_name="personal")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name
