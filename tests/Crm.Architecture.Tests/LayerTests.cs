using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Crm.Architecture.Tests;

/// <summary>Knowledge goes one way: Api → Infrastructure → Application → Domain.</summary>
public sealed partial class LayerTests
{
    [Fact]
    public void The_domain_knows_no_package_at_all()
    {
        Offenders.None(References(Solution.Domain).Where(r => !IsRuntime(r)));
        var project = File.ReadAllText(Path.Combine(Solution.Root, "src/Crm.Domain/Crm.Domain.csproj"));
        Assert.DoesNotContain("Reference Include", project, StringComparison.Ordinal);
    }

    [Fact]
    public void The_application_knows_the_domain_and_four_libraries()
    {
        string[] allowed = ["Crm.Domain", "MediatR", "FluentValidation", "AutoMapper", "Microsoft.EntityFrameworkCore", "Microsoft.Extensions.DependencyInjection.Abstractions"];
        Offenders.None(References(Solution.Application).Where(r => !IsRuntime(r)).Except(allowed));
    }

    [Fact]
    public void The_api_makes_no_queries() =>
        Offenders.None(Solution.Sources.Where(s => s.Key.StartsWith("src/Crm.Api/", StringComparison.Ordinal) && Database().IsMatch(s.Value)).Select(s => s.Key));

    [Fact]
    public void Every_source_file_lives_where_its_namespace_says()
    {
        var wrong =
            from file in Solution.Sources
            let declared = Namespace().Match(file.Value).Groups[1].Value
            let folder = Path.GetDirectoryName(file.Key)!.Replace('\\', '/')["src/".Length..].Replace('/', '.')
            where declared.Length > 0 && declared != folder
            select $"{file.Key} declares {declared}";
        Offenders.None(wrong);
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(r => r.Name!);

    private static bool IsRuntime(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard" or "mscorlib";

    [GeneratedRegex(@"\b(Microsoft\.EntityFrameworkCore|Npgsql|I?CrmDb)\b")]
    private static partial Regex Database();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
