package directory

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/output"
)

// leave stages pages of people as a run does that is killed then: nothing of it
// is recorded.
func (w *world) leave(name string, mode directory.Mode, pages, people int) {
	w.t.Helper()
	st, err := w.dir.Repo.OpenStaging(w.t.Context(), "id-"+name)
	if err != nil {
		w.t.Fatal(err)
	}
	l := directory.Listing{Fingerprint: "print", Mode: mode, Since: "m", MaxAge: time.Hour}
	if _, _, err := st.Begin(w.t.Context(), l); err != nil {
		w.t.Fatal(err)
	}
	at := directory.Checkpoint{StartedAt: w.now, Mode: mode, Pages: pages, People: people}
	if err := st.Put(w.t.Context(), directory.Batch{At: at}); err != nil {
		w.t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) status() []statusView {
	w.t.Helper()
	var all []statusView
	if err := json.Unmarshal([]byte(w.must(output.JSON, "status")), &all); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// TestStatusShowsWhatIsKept: for every integration, with its own numbers, whether
// the run that left it was recorded or killed, and until it is gone on with.
func TestStatusShowsWhatIsKept(t *testing.T) {
	w := newWorld(t, "corp", "lumen", "zephyr")
	w.leave("corp", directory.ModeDelta, 2, 1)
	w.leave("lumen", directory.ModeFull, 6, 1200)
	w.sources["zephyr"].failAt = 2
	if _, err := w.runs(output.JSON, "sync", "zephyr"); err == nil {
		t.Fatal("it went through")
	}
	all := w.status()
	want := "corp: 2 pages (1 person) of an unfinished delta sync are kept; the next sync goes on from there (--no-resume begins anew)\n" +
		"lumen: 6 pages (1200 people) of an unfinished full sync are kept; the next sync goes on from there (--no-resume begins anew)\n" +
		"zephyr: 1 page (3 people) of an unfinished full sync is kept; the next sync goes on from there (--no-resume begins anew)\n"
	if w.words.String() != want {
		t.Errorf("%q", w.words)
	}
	for i, want := range []statusView{{KeptPages: 2, KeptPeople: 1}, {KeptPages: 6, KeptPeople: 1200}, {KeptPages: 1, KeptPeople: 3}} {
		if got := all[i]; got.KeptPages != want.KeptPages || got.KeptPeople != want.KeptPeople {
			t.Errorf("%+v", got)
		}
	}
	if all[1].LastRun != nil || all[2].LastRun == nil {
		t.Errorf("%+v", all)
	}
	w.sources["zephyr"].failAt = 0
	w.must(output.JSON, "sync", "zephyr")
	w.must(output.JSON, "sync", "corp", "lumen", "--no-resume")
	for _, got := range w.status() {
		if got.KeptPages != 0 || got.KeptPeople != 0 {
			t.Errorf("%+v", got)
		}
	}
	if w.words.Len() != 0 {
		t.Errorf("%q", w.words)
	}
}
