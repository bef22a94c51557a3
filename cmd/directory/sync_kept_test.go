package directory

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

// TestWhichSyncGoesOn: the words say which sync goes on with the pages that are
// kept. Of a listing that was asked for with --full no other one does.
func TestWhichSyncGoesOn(t *testing.T) {
	for flag, want := range map[string]string{
		"--mode=auto": "are kept; the next sync goes on from there",
		"--full":      "are kept; the next sync with --full goes on from there",
		"--mode=full": "are kept; the next sync with --full goes on from there",
	} {
		w := newWorld(t, "corp")
		w.sources["corp"].failAt = 3
		if _, err := w.runs(output.JSON, "sync", "corp", flag); !strings.Contains(fault.HintOf(err), want) {
			t.Errorf("%s: %q", flag, fault.HintOf(err))
		}
	}
}

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
