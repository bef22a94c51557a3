package cmdutil

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/fault"
)

// flagged is a command with a flag of each kind.
func flagged() *cobra.Command {
	cmd := &cobra.Command{Use: "x"}
	flags := cmd.Flags()
	flags.Int("limit", 0, "")
	flags.Uint64("seed", 0, "")
	flags.Duration("latency", time.Second, "")
	flags.Float64("share", 0, "")
	flags.Bool("yes", false, "")
	flags.String("a", "", "")
	flags.String("b", "", "")
	flags.String("needed", "", "")
	_ = cmd.MarkFlagRequired("needed")
	cmd.MarkFlagsMutuallyExclusive("a", "b", "yes")
	new(SecretFlags).Add(cmd)
	return cmd
}

func TestFlagWords(t *testing.T) {
	for args, want := range map[string]string{
		"--limit many":                    `--limit "many" is no whole number`,
		"--limit 99999999999999999999":    `--limit "99999999999999999999" is too large or too small`,
		"--seed -1":                       `--seed "-1" is no whole number from 0 on`,
		"--latency 5":                     `--latency "5" is no span of time (like 50ms, 5s or 1m)`,
		"--share half":                    `--share "half" is no number`,
		"--yes=perhaps":                   `--yes "perhaps" is neither true nor false`,
		"--secret-stdin=planted":          "--secret-stdin takes no value: the secret is piped in",
		"--needed x --a 1 --yes":          "--a and --yes cannot be used together",
		"--needed x --yes --b 1 --a 1":    "--a and --b and --yes cannot be used together",
		"--a 1 --b 1":                     "--needed is missing",
		"--needed x --a 1 --limit 1":      "",
		"--needed x --secret-file - --a=": "",
		"--needed":                        "flag needs an argument: --needed",
	} {
		cmd := flagged()
		err := cmd.ParseFlags(strings.Fields(args))
		if err != nil {
			err = FlagError(cmd, err)
		} else {
			err = CheckFlags(cmd)
		}
		if want == "" && err != nil || want != "" && (!fault.Is(err, fault.Usage) || err.Error() != want || fault.HintOf(err) == "") {
			t.Errorf("%s: %v, %q; want %q", args, err, fault.HintOf(err), want)
		}
	}
}
