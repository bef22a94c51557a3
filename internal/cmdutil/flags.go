package cmdutil

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/incodectl/incodectl/internal/fault"
)

// FlagError is what is said of a flag that cannot be parsed, without the names
// of Go's parsers in it.
func FlagError(cmd *cobra.Command, err error) error {
	if bad, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		err = errors.New(invalidValue(bad))
	}
	return fault.Wrap(err, fault.Usage, "").WithHint("see the flags: %s --help", cmd.CommandPath())
}

func invalidValue(bad *pflag.InvalidValueError) string {
	flag := bad.GetFlag()
	if flag.Name == secretStdin {
		// The value is not repeated: it may be the secret itself.
		return "--" + secretStdin + " takes no value: the secret is piped in"
	}
	wrong := ""
	switch kind := flag.Value.Type(); {
	case errors.Is(bad, strconv.ErrRange):
		wrong = "is too large or too small"
	case strings.HasPrefix(kind, "uint"):
		wrong = "is no whole number from 0 on"
	case strings.HasPrefix(kind, "int"):
		wrong = "is no whole number"
	case strings.HasPrefix(kind, "float"):
		wrong = "is no number"
	case kind == "duration":
		wrong = "is no span of time (like 50ms, 5s or 1m)"
	case kind == "bool":
		wrong = "is neither true nor false"
	default:
		wrong = "cannot be used: " + bad.Unwrap().Error()
	}
	return fmt.Sprintf("--%s %q %s", flag.Name, bad.GetValue(), wrong)
}

// exclusive is where cobra keeps the groups of MarkFlagsMutuallyExclusive.
const exclusive = "cobra_annotation_mutually_exclusive"

// CheckFlags does what cobra checks of the flags of a command together, in our
// words and early: required ones are there, and those that exclude each other
// are not. Errors are fault.Usage.
func CheckFlags(cmd *cobra.Command) error {
	var missing, clash []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if needed := flag.Annotations[cobra.BashCompOneRequiredFlag]; len(needed) > 0 && needed[0] == "true" && !flag.Changed {
			missing = append(missing, "--"+flag.Name)
		}
		for _, group := range flag.Annotations[exclusive] {
			if given := changed(cmd, strings.Fields(group)); clash == nil && len(given) > 1 {
				clash = given
			}
		}
	})
	switch {
	case len(missing) > 0:
		return usage(cmd, "%s", lacking(missing))
	case clash != nil:
		return usage(cmd, "%s cannot be used together", strings.Join(clash, " and "))
	}
	// Whatever else a command may have asked cobra to hold.
	if err := errors.Join(cmd.ValidateRequiredFlags(), cmd.ValidateFlagGroups()); err != nil {
		return usage(cmd, "%v", err)
	}
	return nil
}

// lacking says what is missing: "--a is missing", "--a and --b are missing".
func lacking(names []string) string {
	if len(names) == 1 {
		return names[0] + " is missing"
	}
	return strings.Join(names, " and ") + " are missing"
}

// changed returns those of the named flags that were given.
func changed(cmd *cobra.Command, names []string) []string {
	var given []string
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			given = append(given, "--"+name)
		}
	}
	return given
}
