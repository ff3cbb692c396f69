"""What the record says of persons, kept beside the chain so that it can be erased."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.rules import enforced, pair


@enforced
class PersonalValue(models.Model):
    """What stands behind a commitment in a log entry: commitment = SHA-256(salt ‖ value).

    The entry holds the commitment alone. Without the salt, 32 bytes of chance, nobody can try out
    which value it was for; so blanking this row erases the value, and the chain still holds.
    Triggers let a row be blanked and nothing else.
    """

    commitment = models.CharField(max_length=64, primary_key=True)
    salt = models.CharField(max_length=64, blank=True, help_text="32 bytes in hexadecimal.")
    value = models.TextField(blank=True, help_text="In canonical JSON.")
    noun = models.CharField(max_length=40)
    public_id = models.CharField(max_length=120)
    field = models.CharField(max_length=60)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["noun", "public_id", "field", "commitment"]
        default_permissions = ()
        permissions = [("erase_person", "Can erase what is kept of a person")]
        indexes = [models.Index(fields=["noun", "public_id"], name="personal_value_by_noun")]
        constraints = [
            pair("personal_value", "erased"),
            models.CheckConstraint(
                name="a_personal_value_is_kept_whole_or_erased_whole",
                condition=Q(erased_at__isnull=True, salt__gt="", value__gt="")
                | Q(erased_at__isnull=False, salt="", value=""),
                violation_error_message="A personal value is kept whole or erased whole.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.noun} {self.public_id}"
