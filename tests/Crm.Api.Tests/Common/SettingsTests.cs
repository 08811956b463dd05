using System.Diagnostics;
using System.Text.RegularExpressions;
using Crm.Api.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Crm.Tests.Common;

public sealed partial class SettingsTests
{
    [Theory]
    [InlineData("Limits:WaitSeconds", "soon", "Limits__WaitSeconds takes a whole number from 1 to 300; it is \"soon\".")]
    [InlineData("Limits:ConcurrentRequests", "0", "Limits__ConcurrentRequests takes a whole number from 1 to 100000; it is \"0\".")]
    [InlineData("Limits:waitingrequests", "-1", "Limits__waitingrequests takes a whole number from 0 to 1000000; it is \"-1\".")]
    [InlineData("Jobs:LeaseSeconds", "", "Jobs__LeaseSeconds takes a whole number from 5 to 3600; it is empty.")]
    [InlineData("Imports:FileBytes", "99999999999999999999", "Imports__FileBytes takes a whole number from 1024 to 1099511627776; it is \"99999999999999999999\".")]
    [InlineData("Telemetry:TraceRatio", "1,5", "Telemetry__TraceRatio takes a number from 0 to 1; it is \"1,5\".")]
    [InlineData("Telemetry:MetricsUrl", "http://127.0.0.1:9464/metrics", "Telemetry__MetricsUrl takes an address such as http://127.0.0.1:9464, without a path; it is \"http://127.0.0.1:9464/metrics\".")]
    [InlineData("Webhooks:AllowHttp", "yes", "Webhooks__AllowHttp takes true or false; it is \"yes\".")]
    [InlineData("Webhooks:AllowedNetworks:0", "10.1.0.0/33", "Webhooks__AllowedNetworks__0 takes a network such as 10.1.0.0/16; it is \"10.1.0.0/33\".")]
    [InlineData("Limits:TrustedProxies", "10.0.0.1, proxy", "Limits__TrustedProxies takes addresses or networks, separated by commas; it is \"10.0.0.1, proxy\".")]
    [InlineData("Admin:Email", "admin", "Admin__Email takes an e-mail address; it is \"admin\".")]
    [InlineData("Crm:SecretsFolder", "nowhere/at/all", "Crm__SecretsFolder takes a folder that can be read; it is \"nowhere/at/all\".")]
    public void A_wrong_value_is_named_with_what_is_allowed(string setting, string value, string complaint) => Assert.Equal(complaint, Assert.Single(Complaints((setting, value))));

    [Theory]
    [InlineData("Crm:Secret", "hunter2")]
    [InlineData("Audit:FormerSecrets:0", "hunter2")]
    [InlineData("Admin:Password", "hunter2")]
    [InlineData("ConnectionStrings:Crm", "Host=db;Pasword=hunter2")]
    [InlineData("Telemetry:OtlpEndpoint", "tcp://me:hunter2@collector")]
    [InlineData("Crm:Secert", "hunter2")]
    public void Secrets_are_not_shown(string setting, string value) => Assert.DoesNotContain("hunter2", Assert.Single(Complaints((setting, value))), StringComparison.Ordinal);

    [Fact]
    public void What_is_no_setting_is_refused_with_those_that_there_are()
    {
        Assert.Equal("There is no setting Tickets__SurveyDay; below Tickets there are CloseResolvedAfterDays, SlaWarningPercent, SurveyDays.", Assert.Single(Complaints(("Tickets:SurveyDay", "3"))));
        Assert.Single(Complaints(("Webhooks:AllowedHosts:first", "erp")));
        Assert.Single(Complaints(("Tickets:SurveyDays:0", "3")));
        Assert.Empty(Complaints(("Webhooks:AllowedHosts", "")));   // as an empty list comes
        Assert.Empty(Complaints(("JOBS", "4"), ("Logging:LogLevel:Default", "Debug"), ("Kestrel:Limits:X", "1")));   // not ours
    }

    [Fact]
    public void Every_wrong_setting_is_told_at_once() => Assert.Equal(2, Complaints(("Jobs:PerUser", "0"), ("Jobs:Keptdays", "0")).Count);

    [Theory]
    [InlineData("TestClock:Enabled")]
    [InlineData("Samples:Load")]
    public void Some_are_not_for_production(string setting)
    {
        Assert.Contains("Production", Assert.Single(Complaints((setting, "true"))), StringComparison.Ordinal);
        Assert.Empty(SettingsCheck.Complaints(Configuration((setting, "true")), new At(Environments.Development)));
        Assert.Empty(Complaints((setting, "false")));
    }

    [Fact]
    public void A_provider_needs_an_audience_and_encryption()
    {
        Assert.Contains("OpenId__Audience", Assert.Single(Complaints(("OpenId:Authority", "https://login.example"))), StringComparison.Ordinal);
        Assert.Contains("https://", Assert.Single(Complaints(("OpenId:Authority", "http://login.example"), ("OpenId:Audience", "crm"))), StringComparison.Ordinal);
        Assert.Empty(Complaints(("OpenId:Authority", "http://127.0.0.1:5000"), ("OpenId:Audience", "crm")));
    }

    [Fact]
    public async Task A_start_with_a_wrong_setting_ends_with_a_sentence()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Jobs__PerUser"), "many\n", Ct);   // as a secret of a container comes
            var info = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(Program).Assembly.Location, $"--contentRoot={AppContext.BaseDirectory}"])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                Environment = { ["Limits__ConcurentRequests"] = "5", ["Crm__SecretsFolder"] = folder.FullName },
            };
            using var process = Process.Start(info)!;
            var (error, output) = (process.StandardError.ReadToEndAsync(Ct), process.StandardOutput.ReadToEndAsync(Ct));
            await process.WaitForExitAsync(Ct);

            Assert.Equal((1, ""), (process.ExitCode, await output));
            Assert.Equal(
                ["Jobs__PerUser takes a whole number from 1 to 10000; it is \"many\".", "There is no setting Limits__ConcurentRequests; below Limits there are RequestsPerMinute, SignInsPerMinute, SurveyAnswersPerMinute, TrustedProxies, ConcurrentRequests, WaitingRequests, WaitSeconds, Connections, BodyBytes, HeaderSeconds, BytesPerSecond."],
                (await error).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_table_of_settings_is_that_of_the_check()
    {
        var page = File.ReadAllText(Path.Combine(Repository(), "docs", "operations.md"));
        var table = page[page.IndexOf("| setting |", StringComparison.Ordinal)..].Split("\n\n")[0];
        var told = from row in table.Split('\n').Skip(2)
                   let cells = row.Split('|', StringSplitOptions.TrimEntries)
                   from Match name in Name().Matches(cells[1])
                   select $"{name.Groups[1].Value.Replace("__0", "__", StringComparison.Ordinal)}: {cells[3]}";
        Assert.Equal(SettingsCheck.All.Select(s => $"{Setting.Spelled(s.Name)}: {s.Allowed}").Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    /// <summary>What is read and not checked would be refused as unknown, what is checked and not read would do nothing.</summary>
    [Fact]
    public void Whatever_is_read_is_checked()
    {
        var sections = SettingsCheck.All.Select(s => s.Section).ToHashSet();
        var sources = Directory.EnumerateFiles(Path.Combine(Repository(), "src"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        foreach (var type in new[] { typeof(LimitSettings), typeof(Crm.Api.Observability.TelemetrySettings), typeof(Application.Identity.SignInSettings), typeof(Application.Service.Tickets.TicketSettings), typeof(Application.Orders.Returns.ReturnSettings),
            typeof(Application.Integration.EventSettings), typeof(Application.Integration.WebhookSettings), typeof(Application.Operations.Jobs.JobSettings), typeof(Application.Operations.Imports.ImportSettings) })
        {
            var section = sources.SelectMany(s => Bound().Matches(s)).Single(m => m.Groups[2].Value == type.Name).Groups[1].Value;
            Assert.True(sections.Remove(section), $"Nothing below {section} is checked.");
            var bound = type.GetProperties().Where(p => p.SetMethod is not null || type.GetConstructors().Any(c => c.GetParameters().Any(a => a.Name == p.Name))).Select(p => $"{section}:{p.Name}");
            Assert.Equal(bound.Order(StringComparer.Ordinal), SettingsCheck.All.Where(s => s.Section == section).Select(s => s.Name.TrimEnd(':')).Order(StringComparer.Ordinal));
        }
        // The others are read one by one.
        var single = SettingsCheck.All.Where(s => sections.Contains(s.Section) && s.Section != "ConnectionStrings").Select(s => s.Name.TrimEnd(':'));
        Assert.All(single, name => Assert.Contains(sources, s => !s.Contains("class SettingsCheck", StringComparison.Ordinal) && s.Contains($"\"{name}\"", StringComparison.Ordinal)));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static IReadOnlyList<string> Complaints(params (string Name, string Value)[] settings) => SettingsCheck.Complaints(Configuration(settings), new At(Environments.Production));

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Crm.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"`([A-Z]\w*__\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"GetSection\(""(\w+)""\)\.Get<(\w+)>")]
    private static partial Regex Bound();

    private sealed class At(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
