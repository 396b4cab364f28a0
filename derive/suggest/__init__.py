"""What would be right: for a link that is refuted, the nearest statements that hold and are proved."""

from derive.suggest.files import with_suggestions
from derive.suggest.search import suggestions

__all__ = ["suggestions", "with_suggestions"]
