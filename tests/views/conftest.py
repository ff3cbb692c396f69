from tests.print_run import correct, print_run, withdraw

__all__ = ["correct", "print_run", "withdraw"]
