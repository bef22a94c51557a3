package directory

import (
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/timespan"
)

// syncFlags are the flags that say how to sync, as they were given. Empty, or 0
// for concurrency, means that the integration's own setting counts.
type syncFlags struct {
	mode             string
	full, delta      bool
	maxDeactivations string
	maxUpdates       string
	fullEvery        string
	maxAPIShare      string
	concurrency      int
	strict           bool
	noResume         bool
}

func (s *syncFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&s.mode, "mode", "auto", "`what` to read: auto, full, delta")
	flags.BoolVar(&s.full, "full", false, "read the complete listing: --mode full")
	flags.BoolVar(&s.delta, "delta", false, "read what changed, however old the last full listing is: --mode delta")
	flags.StringVar(&s.fullEvery, "full-every", "", "`age` of the last full listing that makes auto read one again, from 1m to 365d, like 12h or 7d (default 24h)")
	flags.StringVar(&s.maxDeactivations, "max-deactivations", "", "hold the sync for review when more people would be deactivated or missing than this `limit` (default "+guard.DefaultDeactivations+")")
	flags.StringVar(&s.maxUpdates, "max-updates", "", "hold the sync for review when values of more people would be changed or removed than this `limit` (default "+guard.DefaultUpdates+")")
	flags.BoolVar(&s.strict, "strict", false, "fail at the first record that cannot be read, instead of skipping it")
	flags.BoolVar(&s.noResume, "no-resume", false, "begin anew, and do not go on after the pages an earlier sync has kept")
	flags.IntVar(&s.concurrency, "concurrency", 0, "`n` requests at once (1 to "+strconv.Itoa(integration.MaxConcurrency)+") where the source can split its listing (default 1)")
	flags.StringVar(&s.maxAPIShare, "max-api-share", "", "`share` of the source's rate limit to use at most, such as 95%, so that other apps keep theirs (default "+guard.DefaultAPIShare+")")
	cmd.MarkFlagsMutuallyExclusive("mode", "full", "delta")
	_ = cmd.RegisterFlagCompletionFunc("mode", cobra.FixedCompletions([]string{"auto", "full", "delta"}, cobra.ShellCompDirectiveNoFileComp))
}

// check refuses what cannot be right before anything is opened.
func (opts *syncOptions) check(cmd *cobra.Command) error {
	s := &opts.flags
	if opts.reveal && !opts.dryRun {
		return fault.New(fault.Usage, "--reveal is for --dry-run; a sync prints no claims").WithHint("add --dry-run, or leave --reveal out")
	}
	for flag, value := range map[string]string{
		"max-deactivations": s.maxDeactivations, "max-updates": s.maxUpdates,
		"full-every": s.fullEvery, "max-api-share": s.maxAPIShare,
	} {
		// An unset variable of a script must not silently mean the default.
		if value == "" && cmd.Flags().Changed(flag) {
			return fault.New(fault.Usage, "--%s is empty", flag).WithHint("give it a value, or leave it out")
		}
	}
	if cmd.Flags().Changed("concurrency") && (s.concurrency < 1 || s.concurrency > integration.MaxConcurrency) {
		return fault.New(fault.Usage, "--concurrency %d is not between 1 and %d", s.concurrency, integration.MaxConcurrency)
	}
	if _, err := s.readMode(); err != nil {
		return err
	}
	return s.checkFields()
}

// checkFields holds the flags to what the integration's fields of the same names
// take, which every directory template has.
func (s *syncFlags) checkFields() error {
	t, err := integration.TemplateByID(integration.OktaDirectory)
	if err != nil {
		return err
	}
	for _, given := range []struct{ key, value string }{
		{integration.KeyMaxDeactivations, s.maxDeactivations},
		{integration.KeyMaxUpdates, s.maxUpdates},
		{integration.KeyFullEvery, s.fullEvery},
		{integration.KeyMaxAPIShare, s.maxAPIShare},
	} {
		f, _ := t.Field(given.key)
		if given.value == "" {
			continue
		}
		if _, err := f.Clean(given.value); err != nil {
			return fault.Wrap(err, fault.Usage, "--%s", f.Flag)
		}
	}
	return nil
}

func (s *syncFlags) readMode() (directory.Mode, error) {
	switch {
	case s.full, s.mode == string(directory.ModeFull):
		return directory.ModeFull, nil
	case s.delta, s.mode == string(directory.ModeDelta):
		return directory.ModeDelta, nil
	case s.mode == "auto":
		return directory.ModeAuto, nil
	}
	return "", fault.New(fault.Usage, "--mode %q is none of auto, full, delta", s.mode)
}

// tuning is how one integration is synced.
type tuning struct {
	limits      directory.Limits
	fullEvery   time.Duration
	apiShare    float64
	concurrency int
}

// resolve takes each value from its flag, else from the integration's settings,
// else the default.
func (s *syncFlags) resolve(set integration.Settings) (tuning, error) {
	t := tuning{concurrency: s.concurrency}
	var err error
	if t.limits.Deactivations, err = pick("--max-deactivations", s.maxDeactivations, set.Get(integration.KeyMaxDeactivations), guard.DefaultDeactivations, guard.Parse); err != nil {
		return t, err
	}
	if t.limits.Updates, err = pick("--max-updates", s.maxUpdates, set.Get(integration.KeyMaxUpdates), guard.DefaultUpdates, guard.Parse); err != nil {
		return t, err
	}
	if t.fullEvery, err = pick("--full-every", s.fullEvery, set.Get(integration.KeyFullEvery), timespan.String(directory.DefaultFullEvery), timespan.Parse); err != nil {
		return t, err
	}
	if t.apiShare, err = pick("--max-api-share", s.maxAPIShare, set.Get(integration.KeyMaxAPIShare), guard.DefaultAPIShare, guard.ParseShare); err != nil {
		return t, err
	}
	if t.concurrency == 0 {
		t.concurrency, err = pick("--concurrency", "", set.Get(integration.KeyConcurrency), "1", strconv.Atoi)
	}
	return t, err
}

// pick parses the first value that is there and names the flag where it is bad.
func pick[T any](flag, given, stored, fallback string, parse func(string) (T, error)) (T, error) {
	text := given
	if text == "" {
		text = stored
	}
	if text == "" {
		text = fallback
	}
	value, err := parse(text)
	if err != nil {
		err = fault.Wrap(err, fault.Usage, "%s", flag)
	}
	return value, err
}
