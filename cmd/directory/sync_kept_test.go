package directory

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
)

// TestMoreUnreadableThanNamed: nobody is sent to a record for names it has not.
func TestMoreUnreadableThanNamed(t *testing.T) {
	for skipped, want := range map[int]string{
		7:    "2 more records could not be read; all are in the run's record",
		2000: "1995 more records could not be read; the first 7 are named in the run's record",
	} {
		w := newWorld(t, "corp")
		r := directory.Run{IntegrationName: "corp", Counts: directory.Counts{Skipped: skipped}}
		for range 7 {
			r.RecordErrors = append(r.RecordErrors, directory.RecordError{ExternalID: "x", Reason: "no status"})
		}
		if unread(w.f, r); !strings.Contains(w.words.String(), want) {
			t.Errorf("%d: %q", skipped, w.words)
		}
	}
}
