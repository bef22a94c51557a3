package workflows

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd/match/policy"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/workflow"
)

// policyFlags say what policy a workflow is to have.
type policyFlags struct {
	ref        string
	set, unset []string
}

func (p *policyFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.ref, "policy", "", "policy `file` (YAML), or strict, standard, lenient; - is standard input")
	cmd.Flags().StringArrayVar(&p.set, "set", nil, "set one value of the policy: `path=value`, such as claims.birthdate.mode=exact; repeatable")
	cmd.Flags().StringArrayVar(&p.unset, "unset", nil, "take what is at this `path` out of the policy, such as claims.phone_number; repeatable")
	_ = cmd.RegisterFlagCompletionFunc("policy", policy.Complete)
}

// given reports whether any of the flags is.
func (p *policyFlags) given() bool { return p.ref != "" || len(p.set)+len(p.unset) > 0 }

// read returns the policy that --policy names, nil when it is not given. One that
// does not name itself gets no name, rather than the file's: it is to go by the
// workflow's.
func (p *policyFlags) read(f *cmdutil.Factory) (*match.Policy, error) {
	if p.ref == "" {
		return nil, nil
	}
	got, err := policy.Read(f, p.ref)
	if err != nil {
		return nil, err
	}
	if _, preset := match.PresetPolicy(p.ref); !preset && got.Name == p.ref {
		got.Name = ""
	}
	return &got, nil
}

// warn says what of a workflow's policy is likely not meant.
func warn(f *cmdutil.Factory, w workflow.Workflow) {
	for _, text := range w.Policy.Warnings() {
		f.IO.Warnf("policy of workflow %q: %s", w.Name, text)
	}
}
