using System.Text.RegularExpressions;
using Crm.Api.Common;
using Crm.Api.Errors;
using Crm.Application.Common;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Crm.Architecture.Tests;

/// <summary>The error catalogues: clients rely on the codes, people read the sentences.</summary>
public sealed partial class ErrorTests(Model model, Routes routes) : IClassFixture<Model>, IClassFixture<Routes>
{
    private static readonly (string Where, Domain.Common.RuleBroken Error)[] Rules = [.. RuleSamples.All.Select(r => ($"{r.Member.DeclaringType!.Name}.{r.Member.Name}", r.Error))];
    private static readonly string[] Known = [.. Rules.Select(r => r.Error.Code), .. ErrorCatalogue.InputCodes.Select(c => c.Code.Code), .. ProblemErrors.All.Select(f => f.Code)];

    [Fact]
    public void There_are_errors_to_check() => Assert.True(Rules.Length > 50 && ErrorCatalogue.InputCodes.Count() > 30 && model.Refusals.Any());

    [Fact]
    public void Codes_have_one_form() => Offenders.None(All().Select(e => e.Code).Where(c => !Code().IsMatch(c)));

    [Fact]
    public void Sentences_end_with_a_full_stop() =>
        Offenders.None(All().Where(e => !e.Message.EndsWith('.') || e.Message.EndsWith("..", StringComparison.Ordinal) || !char.IsUpper(e.Message.First(char.IsLetterOrDigit)) && !StartsWithField(e.Message)));

    [Fact]
    public void A_code_means_one_thing()
    {
        // A member may pick among others of its catalogue, and so give their codes too; written down, each code stands once.
        var written = Solution.Sources.Where(s => s.Key.StartsWith("src/Crm.Domain/", StringComparison.Ordinal))
            .SelectMany(s => WrittenRule().Matches(s.Value).Select(m => (Code: m.Groups[1].Value, File: s.Key))).ToList();
        Offenders.None(Rules.Select(e => e.Error.Code).Except(written.Select(w => w.Code)));
        Offenders.None(written.GroupBy(w => w.Code).Where(g => g.Count() > 1).Select(g => $"{g.Key} in {string.Join(", ", g.Select(w => w.File))}"));
        Offenders.None(All().GroupBy(e => e.Code).Where(g => g.Select(e => e.Origin).Distinct().Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Where))}"));
    }

    [Fact]
    public void A_catalogue_has_a_prefix_of_its_own()
    {
        var prefixes = Rules.Select(e => (Prefix: e.Error.Code.Split('.')[0], Catalogue: e.Where.Split('.')[0])).Distinct().ToList();
        Offenders.None(prefixes.GroupBy(p => p.Prefix).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(p => p.Catalogue))}"));
        Offenders.None(prefixes.GroupBy(p => p.Catalogue).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(p => p.Prefix))}"));
    }

    [Fact]
    public void Facts_about_a_refusal_are_named_in_camel_case() =>
        Offenders.None(Rules.SelectMany(e => e.Error.Details.Keys).Where(k => !char.IsAsciiLetterLower(k[0]) || !k.All(char.IsAsciiLetterOrDigit)));

    [Fact]
    public void Rules_are_refused_through_a_catalogue_only()
    {
        string[] exempt = ["src/Crm.Infrastructure/Persistence/Faults.cs"];   // where the database's own refusals get their words
        Offenders.None(Solution.Sources.Where(s => s.Value.Contains("new RuleBroken(", StringComparison.Ordinal)).Select(s => s.Key).Except(exempt));
    }

    [Fact]
    public void Inputs_are_refused_by_a_declared_code() =>
        Offenders.None(Solution.Sources.SelectMany(s => LiteralCode().Matches(s.Value).Select(m => $"{s.Key}: {m.Groups[1].Value} must be an ErrorCode of a class named …Errors, such as InputErrors.")));

    [Fact]
    public void What_the_database_refuses_in_general_is_in_the_catalogue() =>
        Offenders.None(WrittenRule().Matches(Solution.Sources["src/Crm.Infrastructure/Persistence/Faults.cs"]).Select(m => m.Groups[1].Value).Except(Known));

    [Fact]
    public void Problems_get_their_codes_from_the_catalogue() =>
        Offenders.None(Solution.Sources.SelectMany(s => LiteralProblem().Matches(s.Value).Select(m => $"{s.Key}: {m.Value} must be a Failure of ProblemErrors.")));

    [Fact]
    public void No_rule_of_a_validator_shows_a_code_of_the_library()
    {
        var validators = Solution.Application.GetTypes().Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false }).SelectMany(t => t.Closed(typeof(IValidator<>))).Distinct()
            .SelectMany(i => routes.Services.CreateScope().ServiceProvider.GetServices(i)).Cast<IValidator>().ToList();
        Assert.NotEmpty(validators);
        var codes = validators.SelectMany(v => v.CreateDescriptor().Rules.SelectMany(r => r.Components).Where(c => c.Validator is not null)
            .Select(c => (Validator: v.GetType().Name, Code: c.ErrorCode ?? ValidatorOptions.Global.ErrorCodeResolver(c.Validator))));
        Offenders.None(codes.Where(c => !Known.Contains(c.Code)));
    }

    [Fact]
    public void Every_code_is_on_the_page_once()
    {
        var catalogue = routes.Services.GetRequiredService<ErrorCatalogue>().All;
        Offenders.None(Known.Concat(model.Refusals.Select(r => r.Code)).Except(catalogue.Select(e => e.Code)));
        Offenders.None(catalogue.GroupBy(e => e.Code).Where(g => g.Count() > 1).Select(g => g.Key));
        Offenders.None(catalogue.Where(e => !e.Meaning.EndsWith('.') || !(e.Remedy.EndsWith('.') || e.Remedy.EndsWith('…'))));
    }

    [Fact]
    public void The_codes_of_an_operation_are_those_that_its_code_can_reach()
    {
        var reachable = routes.Services.GetRequiredService<ReachableErrors>();

        string[] resolve = [.. Of("resolveTicket")];
        Assert.Contains("ticket.complaint_unexplained", resolve);   // thrown by the aggregate
        Assert.Contains("text.too_long", resolve);   // by the validator
        Assert.DoesNotContain("order.on_hold", resolve);
        Assert.Contains("product.sku_taken", Of("registerProduct"));   // by a unique index
        Assert.Contains("product.external_id_taken", Of("changeProduct"));   // by the key of a part
        Assert.Contains("ticket.not_closed", Of("archiveTicket"));   // by the aggregate's own way of what all have
        Assert.DoesNotContain("ticket.not_closed", Of("archiveCustomer"));
        Assert.Contains("stock.insufficient", Of("dispatchShipment"));   // by what follows in another aggregate
        Assert.Contains("filter.invalid_value", Of("listCustomers"));
        Assert.DoesNotContain("precondition.stale", Of("registerCustomer"));

        IReadOnlySet<string> Of(string name) => reachable.Of(routes.Documented.Single(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IEndpointNameMetadata>()?.EndpointName == name)
            .Metadata.GetMetadata<System.Reflection.MethodInfo>()!);
    }

    private IEnumerable<(string Where, string Origin, string Code, string Message)> All() =>
        Rules.Select(e => (e.Where, "domain", e.Error.Code, e.Error.Message))
            .Concat(model.Refusals.Select(r => (r.Where, r.Where, r.Code, r.Message)))
            .Concat(ErrorCatalogue.InputCodes.Select(c => ($"{c.Field.DeclaringType!.Name}.{c.Field.Name}", c.Field.Name, c.Code.Code, c.Code.Meaning)))
            .Concat(ProblemErrors.All.Select((f, i) => ("ProblemErrors", $"ProblemErrors {i}", f.Code, f.Meaning)));

    // A sentence may begin with the field it is about, or with a key of the caller's.
    private static bool StartsWithField(string message) => message.Split(' ')[0].TrimEnd(',').All(c => char.IsAsciiLetterOrDigit(c) || c is '{' or '}');

    [GeneratedRegex(@"^[a-z_]+(\.[a-z_]+)?\z")]
    private static partial Regex Code();

    [GeneratedRegex("""\bnew(?: RuleBroken)?\(\s*"([^"]+\.[^"\s]+)",""")]
    private static partial Regex WrittenRule();

    [GeneratedRegex("""(?:WithErrorCode\(|InvalidInput\.(?:At|Parameter)\((?:[^;]*?),|new InputError\((?:[^;]*?),)\s*("[a-z_]+(?:\.[a-z_]+)?")(?=[,)])""")]
    private static partial Regex LiteralCode();

    [GeneratedRegex("""\["code"\]\s*=\s*"[^"]*"|\bProblem\([^;]*"code"[^;]*;""")]
    private static partial Regex LiteralProblem();
}
