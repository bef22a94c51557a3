package integration

import (
	"maps"
	"strconv"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/timespan"
)

// How often a full listing may be wanted. Below a minute nothing would ever be
// a delta; above a year it is a mistake.
const (
	minFullEvery = time.Minute
	maxFullEvery = 365 * 24 * time.Hour
)

// MaxConcurrency is how many requests to one source may be under way at once.
// Rate limits are reached by fewer.
const MaxConcurrency = 16

// syncFields are the fields of every directory that say how it is synced. None
// of them changes who is listed or what is stored of them.
func syncFields() []Field {
	return []Field{
		{
			Key: KeyMaxDeactivations, Flag: "max-deactivations", Title: "Deactivation limit", Kind: KindLimit, Unasked: true, Check: cleanLimit,
			Help: "limit on the active people that one sync may deactivate or find missing before somebody has to agree: " +
				"a number (50), a share (10%), both (500,10%) or none; " + guard.DefaultDeactivations + " when not set",
		},
		{
			Key: KeyMaxUpdates, Flag: "max-updates", Title: "Update limit", Kind: KindLimit, Unasked: true, Check: cleanLimit,
			Help: "limit on the people of whom one sync may change or remove a value before somebody has to agree, written like --max-deactivations; " +
				guard.DefaultUpdates + " when not set",
		},
		{
			Key: KeyFullEvery, Flag: "full-every", Title: "Full sync every", Kind: KindDuration, Unasked: true, Check: cleanFullEvery,
			Help: "duration after which a sync reads everybody again instead of only what changed, like 12h or 7d; 24h when not set",
		},
		{
			Key: KeyMaxAPIShare, Flag: "max-api-share", Title: "API share", Kind: KindShare, Unasked: true, Check: cleanShare,
			Help: "share of the source's rate limit that a sync may use, from 1% to 100%, so that other programs keep the rest; " +
				guard.DefaultAPIShare + " when not set",
		},
		{
			Key: KeyConcurrency, Flag: "concurrency", Title: "Concurrency", Kind: KindNumber, Unasked: true, Check: cleanConcurrency,
			Help: "number of requests that may be under way at once, from 1 to 16, where the source's listing can be split; 1 when not set",
		},
	}
}

// Listed returns the settings without those that only say how a directory is
// synced, or where its secret is: two that are equal list the same people in the
// same way.
func (s Settings) Listed() Settings {
	out := Settings{}
	maps.Copy(out, s)
	for _, f := range syncFields() {
		delete(out, f.Key)
	}
	delete(out, KeySecretEnv)
	return out
}

func cleanLimit(v string) (string, error) {
	l, err := guard.Parse(v)
	if err != nil {
		return "", err
	}
	return l.String(), nil
}

func cleanShare(v string) (string, error) {
	share, err := guard.ParseShare(v)
	if err != nil {
		return "", err
	}
	return guard.FormatShare(share), nil
}

func cleanFullEvery(v string) (string, error) {
	d, err := timespan.Parse(v)
	if err != nil {
		return "", err
	}
	if d < minFullEvery || d > maxFullEvery {
		return "", fault.New(fault.Usage, "%q is not between %s and %s", v, timespan.String(minFullEvery), timespan.String(maxFullEvery))
	}
	return timespan.String(d), nil
}

func cleanConcurrency(v string) (string, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > MaxConcurrency {
		return "", fault.New(fault.Usage, "%q is no number from 1 to %d", v, MaxConcurrency)
	}
	return strconv.Itoa(n), nil
}
