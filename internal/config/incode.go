package config

// The environments of Incode.
const (
	EnvironmentDemo       = "demo"
	EnvironmentProduction = "production"
)

// IncodeHosts returns the addresses of one of Incode's environments, without a
// slash at the end; the demo's for an unknown one.
func IncodeHosts(environment string) (auth, api string) {
	if environment == EnvironmentProduction {
		return "https://auth.incode.com", "https://saas-api.incodesmile.com"
	}
	return "https://auth.demo.incode.com", "https://demo-api.incodesmile.com"
}

// IncodeURLs returns the addresses the profile works with: those that are set,
// else the environment's own.
func (c Config) IncodeURLs() (auth, api string) {
	auth, api = IncodeHosts(c.IncodeEnvironment.Value)
	if u := c.IncodeAuthURL.Value; u != "" {
		auth = u
	}
	if u := c.IncodeAPIURL.Value; u != "" {
		api = u
	}
	return auth, api
}
