package workflows

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/workflow"
)

type getOptions struct {
	f      *cmdutil.Factory
	ref    string
	field  string
	policy bool
}

func newCmdGet(f *cmdutil.Factory, runF func(context.Context, *getOptions) error) *cobra.Command {
	opts := &getOptions{f: f}
	if runF == nil {
		runF = runGet
	}
	cmd := &cobra.Command{
		Use:     "get WORKFLOW",
		Aliases: []string{"show"},
		Short:   "Show one workflow, its users and what its policy does",
		Long: `Show one workflow, named by its name, ID, Configuration ID or the address of its
page in Incode's Dashboard: the integrations that are linked to it, and in words
what its policy does. -o name prints its Configuration ID, --field one value
alone, --policy the policy as a file that --policy of other commands takes.`,
		Example: `  incodectl workflows get sign-in
  incodectl workflows get sign-in -o name
  incodectl workflows get sign-in --field used_by
  incodectl workflows get sign-in --policy > policy.yaml`,
		Args:              cmdutil.Exact("WORKFLOW"),
		ValidArgsFunction: cmdutil.CompleteWorkflows(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.field, "field", "", "print just this `field`: "+strings.Join(fieldKeys(), ", "))
	cmd.Flags().BoolVar(&opts.policy, "policy", false, "print just the policy, as YAML")
	cmd.MarkFlagsMutuallyExclusive("field", "policy")
	_ = cmd.RegisterFlagCompletionFunc("field", cobra.FixedCompletions(fieldKeys(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func runGet(ctx context.Context, opts *getOptions) error {
	f := opts.f
	if opts.field != "" && !slices.Contains(fieldKeys(), opts.field) {
		return fault.New(fault.Usage, "a workflow has no field %q", opts.field).WithHint("it has %s", strings.Join(fieldKeys(), ", "))
	}
	svc, err := f.Workflows(ctx)
	if err != nil {
		return err
	}
	w, err := svc.Get(ctx, opts.ref)
	if err != nil {
		return err
	}
	if opts.policy {
		return showPolicy(f, w.Policy)
	}
	users, err := svc.Users(ctx, w.ID)
	if err != nil {
		return err
	}
	if opts.field != "" {
		return write(f, fieldOf(w, users, opts.field)+"\n")
	}
	explained := w.Policy.Explain()
	fields := summary(w, users)
	for _, e := range explained {
		label := "Policy: " + e.Setting
		if len(w.Policy.Groups) > 0 {
			label = e.For + ": " + e.Setting
		}
		fields = append(fields, output.Field{Label: label, Value: e.Meaning})
	}
	return f.Render(output.Object(struct {
		view
		Explanation []match.Explanation `json:"explanation"`
	}{viewOf(w, users), explained}, w.ConfigurationID, fields...))
}

// fieldKeys are the values that can be printed alone, named as in -o json.
func fieldKeys() []string {
	return []string{"id", "name", "configuration_id", "policy_name", "policy_version", "used_by", "created_at", "updated_at"}
}

// fieldOf is one value of a workflow; of several there is one on each line.
func fieldOf(w workflow.Workflow, users []workflow.User, key string) string {
	switch key {
	case "id":
		return w.ID
	case "name":
		return w.Name
	case "configuration_id":
		return w.ConfigurationID
	case "policy_name":
		return iostreams.Clean(w.Policy.Name)
	case "policy_version":
		return strconv.Itoa(w.PolicyVersion)
	case "used_by":
		return strings.Join(userNames(users), "\n")
	case "created_at":
		return w.CreatedAt.UTC().Format(time.RFC3339)
	default:
		return w.UpdatedAt.UTC().Format(time.RFC3339)
	}
}

// showPolicy prints a policy as a file, or as JSON where that is asked for.
func showPolicy(f *cmdutil.Factory, p match.Policy) error {
	if format := f.Settings().Format; format == output.JSON || format == output.JSONL {
		return f.Render(output.Object(p, p.Name))
	}
	text, err := p.YAML()
	if err != nil {
		return err
	}
	return write(f, string(text))
}

// write prints text as it is. A reader that stops early is no error.
func write(f *cmdutil.Factory, text string) error {
	if _, err := f.IO.Out.Write([]byte(text)); err != nil && !iostreams.IsBrokenPipe(err) {
		return err
	}
	return nil
}
