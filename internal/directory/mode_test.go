package directory

import (
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/integration"
)

func TestChoose(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	good := Position{Fingerprint: "same", Mark: "m", FullAt: now.Add(-time.Hour)}
	with := func(change func(*Position)) Position {
		p := good
		change(&p)
		return p
	}
	tests := []struct {
		name string
		req  SyncRequest
		in   integration.Integration
		at   Position
		mode Mode
		why  string // part of it; "" is no word at all
	}{
		{"a cursor and a young listing", SyncRequest{}, integration.Integration{}, good, ModeDelta, ""},
		{"asked for", SyncRequest{Mode: ModeFull}, integration.Integration{}, good, ModeFull, ""},
		{"never synced", SyncRequest{}, integration.Integration{}, Position{}, ModeFull, ""},
		{"delta, never synced", SyncRequest{Mode: ModeDelta}, integration.Integration{}, Position{}, ModeFull, "no complete sync yet"},
		{"delta of another mapping", SyncRequest{Mode: ModeDelta}, integration.Integration{}, with(func(p *Position) { p.Fingerprint = "other" }), ModeFull, "was changed"},
		{"repointed", SyncRequest{Mode: ModeDelta}, integration.Integration{FullSyncNeeded: "the org URL was changed"}, good, ModeFull, "the org URL was changed"},
		{"no mark", SyncRequest{}, integration.Integration{}, with(func(p *Position) { p.Mark = "" }), ModeFull, "followed"},
		{"a day old", SyncRequest{}, integration.Integration{}, with(func(p *Position) { p.FullAt = now.Add(-24 * time.Hour) }), ModeFull, "24h0m0s old"},
		{"almost a day old", SyncRequest{}, integration.Integration{}, with(func(p *Position) { p.FullAt = now.Add(-24*time.Hour + time.Second) }), ModeDelta, ""},
		{"a week is fine", SyncRequest{FullEvery: 7 * 24 * time.Hour}, integration.Integration{}, with(func(p *Position) { p.FullAt = now.Add(-100 * time.Hour) }), ModeDelta, ""},
		{"delta asked for, old listing", SyncRequest{Mode: ModeDelta}, integration.Integration{}, with(func(p *Position) { p.FullAt = now.Add(-100 * time.Hour) }), ModeDelta, ""},
		{"a clock that was set back", SyncRequest{}, integration.Integration{}, with(func(p *Position) { p.FullAt = now.Add(time.Hour) }), ModeFull, "old"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			mode, why := choose(tt.req, tt.in, tt.at, "same", now)
			if mode != tt.mode || (why == "") != (tt.why == "") || !strings.Contains(why, tt.why) {
				t.Errorf("%s, %q; want %s, %q", mode, why, tt.mode, tt.why)
			}
		})
	}
}
