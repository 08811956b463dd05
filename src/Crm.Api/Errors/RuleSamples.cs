using System.Collections;
using System.Reflection;
using Crm.Domain.Common;

namespace Crm.Api.Errors;

/// <summary>The rules of the domain as its catalogues state them: every member of a class named …Errors that makes a <see cref="RuleBroken"/>, made with
/// stand-ins for what the sentence is about.</summary>
internal static class RuleSamples
{
    private const BindingFlags Everything = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static IReadOnlyList<(MethodInfo Member, RuleBroken Error)> All { get; } =
        [.. from catalogue in typeof(Aggregate).Assembly.GetTypes()
            where catalogue is { IsAbstract: true, IsSealed: true } && catalogue.Name.EndsWith("Errors", StringComparison.Ordinal)
            from member in catalogue.GetMethods(Everything)
            where member.ReturnType == typeof(RuleBroken)
            from error in Made(member)
            select (member, error)];

    /// <summary>The error with every combination of the enum values that the member takes; it may refuse nothing for some.</summary>
    private static IEnumerable<RuleBroken> Made(MethodInfo member)
    {
        IEnumerable<object?[]> calls = [[]];
        foreach (var parameter in member.GetParameters())
            calls = [.. calls.SelectMany(c => StandIns(parameter.ParameterType, parameter.Name!).Select(s => (object?[])[.. c, s]))];
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

    private static IEnumerable<object?> StandIns(Type type, string name)
    {
        if (type == typeof(string)) return [name.EndsWith("currency", StringComparison.OrdinalIgnoreCase) ? "EUR" : $"{{{name}}}"];   // some sentences ask what a currency is
        if (type.IsEnum) return Enum.GetValues(type).Cast<object?>();
        if (type.IsArray) return [Array.CreateInstance(type.GetElementType()!, 0)];
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var item = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            foreach (var standIn in StandIns(item, name).Take(1)) list.Add(standIn);
            return [list];
        }
        if (type.IsValueType || type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is not null) return [Activator.CreateInstance(type, nonPublic: true)];
        var constructor = type.GetConstructors()[0];
        return [constructor.Invoke([.. constructor.GetParameters().Select(p => StandIns(p.ParameterType, p.Name!).First())])];
    }
}
