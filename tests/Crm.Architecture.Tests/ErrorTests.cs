using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Crm.Domain.Common;
using Xunit;

namespace Crm.Architecture.Tests;

/// <summary>The error catalogues: clients rely on the codes, people read the sentences.</summary>
public sealed partial class ErrorTests(Model model) : IClassFixture<Model>
{
    private static readonly Type[] Catalogues = [.. Solution.Domain.GetTypes().Where(t => t is { IsAbstract: true, IsSealed: true } && t.Name.EndsWith("Errors", StringComparison.Ordinal))];
    private static readonly (string Where, RuleBroken Error)[] Errors = [.. Catalogues.SelectMany(c => Members(c).SelectMany(m => Made(m).Select(e => ($"{c.Name}.{m.Name}", e))))];

    [Fact]
    public void There_are_errors_to_check() => Assert.True(Catalogues.Length >= 4 && Errors.Length > 50);

    [Fact]
    public void Codes_have_one_form() => Offenders.None(AllErrors().Where(e => !Code().IsMatch(e.Code)));

    [Fact]
    public void Sentences_end_with_a_full_stop() =>
        Offenders.None(AllErrors().Where(e => !e.Message.EndsWith('.') || e.Message.EndsWith("..", StringComparison.Ordinal) || !char.IsUpper(e.Message.First(char.IsLetterOrDigit)) && !StartsWithField(e.Message)));

    [Fact]
    public void A_code_means_one_thing()
    {
        // A member may pick among others of its catalogue, and so give their codes too; written down, each code stands once.
        var written = Solution.Sources.Where(s => s.Key.StartsWith("src/Crm.Domain/", StringComparison.Ordinal))
            .SelectMany(s => WrittenCode().Matches(s.Value).Select(m => (Code: m.Groups[1].Value, File: s.Key))).ToList();
        Offenders.None(Errors.Select(e => e.Error.Code).Except(written.Select(w => w.Code)));
        Offenders.None(written.GroupBy(w => w.Code).Where(g => g.Count() > 1).Select(g => $"{g.Key} in {string.Join(", ", g.Select(w => w.File))}"));
        Offenders.None(AllErrors().GroupBy(e => e.Code).Where(g => g.Select(e => e.Origin).Distinct().Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Where))}"));
    }

    [Fact]
    public void A_catalogue_has_a_prefix_of_its_own()
    {
        var prefixes = Errors.Select(e => (Prefix: e.Error.Code.Split('.')[0], Catalogue: e.Where.Split('.')[0])).Distinct().ToList();
        Offenders.None(prefixes.GroupBy(p => p.Prefix).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(p => p.Catalogue))}"));
        Offenders.None(prefixes.GroupBy(p => p.Catalogue).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(p => p.Prefix))}"));
    }

    [Fact]
    public void Facts_about_a_refusal_are_named_in_camel_case() =>
        Offenders.None(Errors.SelectMany(e => e.Error.Details.Keys).Where(k => !char.IsAsciiLetterLower(k[0]) || !k.All(char.IsAsciiLetterOrDigit)));

    [Fact]
    public void Rules_are_refused_through_a_catalogue_only()
    {
        string[] exempt = ["src/Crm.Infrastructure/Persistence/Faults.cs"];   // where the database's own refusals get their words
        Offenders.None(Solution.Sources.Where(s => s.Value.Contains("new RuleBroken(", StringComparison.Ordinal)).Select(s => s.Key).Except(exempt));
    }

    private IEnumerable<(string Where, string Origin, string Code, string Message)> AllErrors() =>
        Errors.Select(e => (e.Where, "domain", e.Error.Code, e.Error.Message)).Concat(model.Refusals.Select(r => (r.Where, r.Where, r.Code, r.Message)));

    // A sentence may begin with the field it is about, or with a key of the caller's.
    private static bool StartsWithField(string message) => message.Split(' ')[0].TrimEnd(',').All(char.IsAsciiLetterOrDigit);

    private static IEnumerable<MethodInfo> Members(Type catalogue) => catalogue.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(m => m.ReturnType == typeof(RuleBroken));

    /// <summary>The error with every combination of enum values that a member takes; other arguments are samples.</summary>
    private static IEnumerable<RuleBroken> Made(MethodInfo member)
    {
        IEnumerable<object?[]> calls = [[]];
        foreach (var parameter in member.GetParameters())
            calls = [.. calls.SelectMany(c => Samples(parameter.ParameterType).Select(s => (object?[])[.. c, s]))];
        foreach (var arguments in calls)
        {
            RuleBroken? made = null;
            try
            {
                made = (RuleBroken)member.Invoke(null, arguments)!;
            }
            catch (TargetInvocationException e) when (e.InnerException is ArgumentOutOfRangeException)
            {
                // This value of the enum refuses nothing.
            }
            if (made is not null) yield return made;
        }
    }

    private static IEnumerable<object?> Samples(Type type)
    {
        if (type == typeof(string)) return ["EUR"];   // some sentences name a currency; for the others any text will do
        if (type.IsEnum) return Enum.GetValues(type).Cast<object?>();
        if (type.IsArray) return [Array.CreateInstance(type.GetElementType()!, 0)];
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var item = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            foreach (var sample in Samples(item).Take(1)) list.Add(sample);
            return [list];
        }
        if (type.IsValueType || type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is not null) return [Activator.CreateInstance(type, nonPublic: true)];
        var constructor = type.GetConstructors()[0];
        return [constructor.Invoke([.. constructor.GetParameters().Select(p => Samples(p.ParameterType).First())])];
    }

    [GeneratedRegex(@"^[a-z_]+\.[a-z_]+\z")]
    private static partial Regex Code();

    [GeneratedRegex("""\bnew(?: RuleBroken)?\(\s*"([^"]+\.[^"\s]+)",""")]
    private static partial Regex WrittenCode();
}
