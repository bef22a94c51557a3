package audit

import "strings"

// Person is the actor at a machine, "ada@host". Where neither account nor host
// is known it says so, rather than nothing.
func Person(account, host string) Actor {
	name := clean(account, mostPart)
	if name == "" {
		name = "unknown"
	}
	if host = clean(host, mostPart); host != "" {
		name += "@" + host
	}
	return Actor{Kind: ActorUser, Name: name}
}

// DetectActor says who makes changes: the job of the CI system that the
// environment is of, or the person. The environment is whatever whoever started
// the process says it is, so an actor is a statement and no proof.
func DetectActor(getenv func(string) string, account, host string) Actor {
	person := Person(account, host)
	for _, s := range ciSystems() {
		if s.here(getenv) {
			return s.actor(getenv, person)
		}
	}
	return person
}

// ciSystem is how a CI system tells its jobs about themselves.
type ciSystem struct {
	name string
	// flag is a variable that only its jobs have, set to true or, where any is
	// set, to anything.
	flag string
	any  bool
	// where names the job, from the outside in: owner, repository, workflow.
	where []string
	// run numbers one run of it, by who started it: the first that is set.
	run, by []string
}

// ciSystems returns those that are known, the one that is any other's last.
// The variables are those of the vendors' documentation of predefined variables.
func ciSystems() []ciSystem {
	return []ciSystem{
		{
			name: "github-actions", flag: "GITHUB_ACTIONS",
			where: []string{"GITHUB_REPOSITORY", "GITHUB_WORKFLOW"}, run: []string{"GITHUB_RUN_ID"},
			by: []string{"GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR"},
		},
		{
			name: "gitlab-ci", flag: "GITLAB_CI",
			where: []string{"CI_PROJECT_PATH", "CI_JOB_NAME"}, run: []string{"CI_JOB_ID", "CI_PIPELINE_ID"},
			by: []string{"GITLAB_USER_LOGIN"},
		},
		{
			name: "jenkins", flag: "JENKINS_URL", any: true,
			where: []string{"JOB_NAME"}, run: []string{"BUILD_NUMBER"},
			by: []string{"BUILD_USER_ID"},
		},
		{
			name: "circleci", flag: "CIRCLECI",
			where: []string{"CIRCLE_PROJECT_USERNAME", "CIRCLE_PROJECT_REPONAME", "CIRCLE_JOB"}, run: []string{"CIRCLE_BUILD_NUM"},
			by: []string{"CIRCLE_USERNAME"},
		},
		{
			name: "buildkite", flag: "BUILDKITE",
			where: []string{"BUILDKITE_ORGANIZATION_SLUG", "BUILDKITE_PIPELINE_SLUG"}, run: []string{"BUILDKITE_BUILD_NUMBER"},
			by: []string{"BUILDKITE_UNBLOCKER", "BUILDKITE_BUILD_CREATOR"},
		},
		{
			name: "azure-pipelines", flag: "TF_BUILD",
			where: []string{"SYSTEM_TEAMPROJECT", "BUILD_DEFINITIONNAME"}, run: []string{"BUILD_BUILDID"},
			by: []string{"BUILD_REQUESTEDFOREMAIL", "BUILD_REQUESTEDFOR"},
		},
		{
			name: "bitbucket-pipelines", flag: "BITBUCKET_BUILD_NUMBER", any: true,
			where: []string{"BITBUCKET_REPO_FULL_NAME"}, run: []string{"BITBUCKET_BUILD_NUMBER"},
			by: []string{"BITBUCKET_STEP_TRIGGERER_UUID"},
		},
		{name: "ci", flag: "CI"}, // nearly all of them set it
	}
}

func (s ciSystem) here(getenv func(string) string) bool {
	value := strings.TrimSpace(getenv(s.flag))
	return value != "" && (s.any || strings.EqualFold(value, "true") || value == "1")
}

func (s ciSystem) actor(getenv func(string) string, person Actor) Actor {
	first := func(names []string) string {
		for _, name := range names {
			if v := clean(getenv(name), mostPart); v != "" {
				return v
			}
		}
		return ""
	}
	var parts []string
	for _, name := range s.where {
		if v := clean(getenv(name), mostPart); v != "" {
			parts = append(parts, v)
		}
	}
	name := strings.Join(parts, "/")
	if name == "" { // then the machine says more than nothing
		name = person.Name
	}
	if run := first(s.run); run != "" {
		name += "#" + run
	}
	return Actor{Kind: ActorCI, Name: clean(s.name+":"+name, mostName), By: first(s.by)}
}
