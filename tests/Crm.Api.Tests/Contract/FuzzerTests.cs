using System.Text.Json.Nodes;
using Crm.Fuzz;
using Xunit;

namespace Crm.Tests.Contract;

/// <summary>A fuzzer that finds nothing proves nothing: whatever an API can do wrong, this one has to be found doing.</summary>
public sealed class FuzzerTests
{
    [Theory]
    [InlineData(Fault.FailsOnStrangeText, FindingKind.ServerError)]
    [InlineData(Fault.AnswersAnUndocumentedStatus, FindingKind.UndocumentedStatus)]
    [InlineData(Fault.AnswersAnotherMediaType, FindingKind.UndocumentedMediaType)]
    [InlineData(Fault.LeavesAMemberOut, FindingKind.WrongBody)]
    [InlineData(Fault.LeavesTheEntityTagOut, FindingKind.WrongHeader)]
    [InlineData(Fault.RefusesInPlainText, FindingKind.NotAProblem)]
    [InlineData(Fault.PointsElsewhere, FindingKind.WrongPointer)]
    [InlineData(Fault.TellsItsInsides, FindingKind.Leak)]
    [InlineData(Fault.AcceptsUnknownMembers, FindingKind.AcceptsInvalid)]
    [InlineData(Fault.AcceptsRepeatedMembers, FindingKind.AcceptsInvalid)]
    [InlineData(Fault.AcceptsAnyChoice, FindingKind.AcceptsInvalid)]
    [InlineData(Fault.AcceptsLongTexts, FindingKind.AcceptsInvalid)]
    [InlineData(Fault.AcceptsUnknownParameters, FindingKind.AcceptsInvalid)]
    [InlineData(Fault.AcceptsAnyLimit, FindingKind.AcceptsInvalid)]
    [InlineData(Fault.RefusesWhatTheDocumentAllows, FindingKind.RefusesValid)]
    [InlineData(Fault.NeverSucceeds, FindingKind.NeverSucceeds)]
    [InlineData(Fault.AnswersOtherMethods, FindingKind.WrongMethodAllowed)]
    [InlineData(Fault.AllowsTooMuch, FindingKind.WrongMethodAllowed)]
    [InlineData(Fault.LosesWhatItCreated, FindingKind.NotReadable)]
    [InlineData(Fault.KeepsWhatWasDeleted, FindingKind.StillThere)]
    [InlineData(Fault.LetsStrangersRead, FindingKind.OpenToStrangers)]
    [InlineData(Fault.LetsForgersWrite, FindingKind.OpenToStrangers)]
    [InlineData(Fault.LetsExpiredTokensIn, FindingKind.OpenToStrangers)]
    [InlineData(Fault.ChangesOnFailure, FindingKind.FailureHasEffect)]
    [InlineData(Fault.AddsRowsOnFailure, FindingKind.FailureHasEffect)]
    [InlineData(Fault.CountsEveryPut, FindingKind.NotIdempotent)]
    [InlineData(Fault.WritesOnReading, FindingKind.UnsafeRead)]
    [InlineData(Fault.IgnoresIfNoneMatch, FindingKind.IgnoresEntityTag)]
    public async Task What_an_API_does_wrong_is_found(Fault fault, FindingKind expected)
    {
        var report = await Fuzz(fault, seed: 7);

        var finding = report.Findings.FirstOrDefault(f => f.Kind == expected);
        Assert.True(finding is not null, $"{fault} was not found, only:\n{report.Details()}\n{report.Table()}");
        Assert.StartsWith("curl ", finding.Curl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_does_nothing_wrong_is_left_in_peace()
    {
        var report = await Fuzz(Fault.None, seed: 7);

        Assert.True(report.Findings.Count == 0, $"{report.Details()}\n{report.Table()}");
        Assert.Equal(report.Operations.Count, report.Succeeded.Count);
    }

    [Fact]
    public async Task A_seed_tells_the_whole_run()
    {
        var (first, second) = (await Fuzz(Fault.AcceptsUnknownMembers, seed: 11), await Fuzz(Fault.AcceptsUnknownMembers, seed: 11));

        Assert.Equal(first.Table(), second.Table());
    }

    [Theory]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"01a20026-7dcd-7c05-b1a2-70635a755ddd\"", "\"01a20026\"")]
    [InlineData("""{"type":["integer","null"],"minimum":1,"exclusiveMaximum":3}""", "2", "3")]
    [InlineData("""{"type":"number","multipleOf":0.01}""", "0.07", "0.071")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"🦊🦊\"", "\"abc\"")]
    [InlineData("""{"type":"string","pattern":"^\\d+$"}""", "\"12\"", "\"１２\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2028-02-29\"", "\"2026-02-29\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-01-01T00:00:00.5+02:00\"", "\"2026-01-01T00:00:00\"")]
    [InlineData("""{"enum":["a",null]}""", "null", "\"A\"")]
    [InlineData("""{"type":"array","uniqueItems":true,"maxItems":2}""", "[1,2]", "[1,1.0]")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"a":1}""", """{"b":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"required":["a"]}""", """{"a":""}""", "{}")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":5}]}""", "3", "7")]
    [InlineData("""{"anyOf":[{"type":"null"},{"allOf":[{"minimum":2},{"maximum":4}]}]}""", "3", "5")]
    [InlineData("""{"not":{"const":1}}""", "2", "1")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]}}""", """{"c":1}""", """{"a":1}""")]
    public void Values_are_held_to_their_schema(string schema, string good, string bad)
    {
        var root = JsonNode.Parse(schema)!;
        var validator = new Validator(new Schemas(root));

        Assert.Empty(validator.Validate(JsonNode.Parse(good), root));
        Assert.NotEmpty(validator.Validate(JsonNode.Parse(bad), root));
    }

    [Theory]
    [InlineData("""{"type":"object","unevaluatedProperties":false}""", "{}")]
    [InlineData("""{"type":"string","format":"colour"}""", "\"red\"")]
    public void What_the_validator_does_not_know_is_no_pass(string schema, string value)
    {
        var root = JsonNode.Parse(schema)!;

        Assert.Throws<NotSupportedException>(() => new Validator(new Schemas(root)).Validate(JsonNode.Parse(value), root));
    }

    [Theory]
    [InlineData(@"^-?\d+(\.\d{1,2})?$")]
    [InlineData("^[A-Z]{3}$")]
    [InlineData(@"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    [InlineData(@"^(red|green|[^ ,]{3})$")]
    [InlineData(@"^(?=[\s\S]*\S)[^\u0000-\u001F\u007F-\u009F\uFFFE]*$")]
    [InlineData(@"^([0-9a-f]{8}-[0-9a-f]{4})(,([0-9a-f]{8}-[0-9a-f]{4}))*$")]
    [InlineData(@"^(1[89]|2[0-4])[0-9]{2}-|^2500-")]
    [InlineData(@"[\p{L}\p{N}]")]
    [InlineData(@"^(\*|(W/)?""[^""]*""(, ?(W/)?""[^""]*"")*)$")]
    public void Texts_are_made_for_patterns(string pattern)
    {
        var random = new Random(1);

        for (var i = 0; i < 50; i++) Assert.Matches(Patterns.Of(pattern), Patterns.Sample(pattern, random));
    }

    [Fact]
    public void A_finding_can_be_pasted_into_a_shell()
    {
        var operation = new ApiDocument(FakeApi.Document()).Operations.Single(o => o.Id == "makeThing");

        var line = Findings.Curl(new Call(operation) { Body = new JsonObject { ["name"] = "O'Brien" + new string('x', 300) }, MediaType = "application/json" }, "http://localhost/");

        Assert.Equal("""curl -si -X POST --path-as-is -g 'http://localhost/things' -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' --data-binary '{"name":"O'\''Brien'"$(printf '%300s' '' | tr ' ' 'x')"'"}'""", line);
    }

    private static async Task<FuzzReport> Fuzz(Fault fault, int seed)
    {
        using var api = new FakeApi(fault);
        using var http = new HttpClient(api) { BaseAddress = new Uri("http://things.test") };
        return await new Fuzzer(FakeApi.Document(), new(http, () => FakeApi.Token) { DeadTokens = [FakeApi.Expired], CountRows = api.Rows }, new(seed, 2_000) { MutationsPerRound = 40 }).Run();
    }
}
