"""From files to an index: readers, quotations, analysis, schema, store, build."""

import sys

if sys.platform == "win32":
    # An index is locked by flock, replaced by renames over files that are mapped, and guarded by O_NOFOLLOW.
    raise ImportError("onrecord does not run on Windows itself: use it in WSL, the Linux of Windows (wsl --install)")
