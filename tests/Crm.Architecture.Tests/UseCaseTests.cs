using System.Text.RegularExpressions;
using Crm.Application.Common;
using FluentValidation;
using MediatR;
using Xunit;

namespace Crm.Architecture.Tests;

/// <summary>A use case is one file: the request, its validator, its handler.</summary>
public sealed class UseCaseTests
{
    private static readonly Type[] Types = Solution.Application.GetTypes();
    private static readonly Type[] Requests = [.. Types.Where(t => !t.IsAbstract && typeof(IBaseRequest).IsAssignableFrom(t))];
    private static readonly Type[] AllHandlers = [.. Types.Where(t => !t.IsAbstract && t.Closed(typeof(IRequestHandler<,>)).Any())];

    /// <summary>ArchiveContactHandler: one aggregate's own way of what all aggregates have, such as Archive&lt;Contact&gt;.</summary>
    private static readonly Type[] Special = [.. AllHandlers.Where(h => !h.IsGenericType && h.Closed(typeof(IRequestHandler<,>)).All(i => i.GetGenericArguments()[0].IsGenericType))];
    private static readonly Type[] Handlers = [.. AllHandlers.Except(Special)];
    private static readonly Type[] Reactions = [.. Types.Where(t => !t.IsAbstract && t.Closed(typeof(INotificationHandler<>)).Any())];
    private static readonly Type[] Validators = [.. Types.Where(t => !t.IsAbstract && t.Closed(typeof(IValidator<>)).Any())];

    [Fact]
    public void There_are_use_cases_to_check() => Assert.True(Requests.Length >= 10 && Validators.Length >= 5);

    [Fact]
    public void Every_request_has_exactly_one_handler_named_after_it_and_beside_it()
    {
        foreach (var request in Requests)
        {
            var its = Handlers.Where(h => Handled(h).Contains(request.IsGenericType ? request.GetGenericTypeDefinition() : request)).ToList();
            Assert.True(its.Count == 1, $"{request.FullName} has {its.Count} handlers.");
            Assert.True(its[0].Plain() == $"{request.Plain()}Handler", $"{its[0].FullName} must be called {request.Plain()}Handler.");
            Assert.True(its[0].Namespace == request.Namespace, $"{its[0].FullName} must stand in {request.Namespace}.");
            var file = FileOf(request);
            Assert.True(Declares(Solution.Sources[file], its[0]), $"{its[0].Name} must stand in {file}, with its request.");
        }
    }

    [Fact]
    public void A_file_with_handlers_is_named_after_one_of_its_requests()
    {
        string[] exempt = ["src/Crm.Application/Common/Archiving.cs"];   // archiving and restoring, the same for all aggregates
        var wrong = Handlers.Select(FileOf).Distinct().Except(exempt)
            .Where(f => !Requests.Any(r => r.Plain() == Path.GetFileNameWithoutExtension(f) && Declares(Solution.Sources[f], r)));
        Offenders.None(wrong);
    }

    [Fact]
    public void An_aggregates_own_way_is_named_after_act_and_aggregate()
    {
        foreach (var handler in Special)
        {
            var request = handler.Closed(typeof(IRequestHandler<,>)).Single().GetGenericArguments()[0];
            var act = $"{request.Plain()}{request.GetGenericArguments()[0].Name}";
            Assert.True(handler.Name == $"{act}Handler", $"{handler.Name} must be called {act}Handler.");
            Assert.True(FileOf(handler).EndsWith($"/{act}.cs", StringComparison.Ordinal), $"{handler.Name} must stand in {act}.cs.");
        }
    }

    [Fact]
    public void A_handler_handles_one_request() => Offenders.None(AllHandlers.Where(h => Handled(h).Count() != 1));

    [Fact]
    public void Handlers_validators_and_reactions_are_internal_and_sealed() =>
        Offenders.None(AllHandlers.Concat(Validators).Concat(Reactions).Where(t => t.IsVisible || !t.IsSealed));

    [Fact]
    public void No_handler_calls_another_one() =>
        Offenders.None(AllHandlers.Concat(Reactions).Where(h => h.GetConstructors().SelectMany(c => c.GetParameters()).Any(p => typeof(IMediator).IsAssignableFrom(p.ParameterType))));

    [Fact]
    public void Reactions_are_named_after_their_event_and_leave_saving_to_the_command()
    {
        foreach (var reaction in Reactions)
        {
            Assert.True(reaction.Name.StartsWith("When", StringComparison.Ordinal), $"{reaction.Name} must be called When….");
            Assert.DoesNotContain("SaveChanges", Solution.Sources[FileOf(reaction)], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reading_saves_nothing()
    {
        var saving = Requests.Where(r => r.Name.StartsWith("Get", StringComparison.Ordinal) || r.Name.StartsWith("List", StringComparison.Ordinal)).Select(FileOf).Distinct()
            .Where(f => Solution.Sources[f].Contains("SaveChanges", StringComparison.Ordinal));
        Offenders.None(saving);
    }

    [Fact]
    public void A_command_on_one_record_runs_in_a_transaction() =>
        Assert.Contains(typeof(ITransactional), typeof(CommandOn<>).GetInterfaces());

    [Fact]
    public void Public_type_names_are_unique_because_they_become_schema_names()
    {
        var repeated = Solution.Domain.GetExportedTypes().Concat(Solution.Application.GetExportedTypes())
            .Where(t => !(t.IsAbstract && t.IsSealed))   // static classes are no data
            .GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => string.Join(" = ", g.Select(t => t.FullName)));
        Offenders.None(repeated);
    }

    [Fact]
    public void What_is_answered_holds_no_entity()
    {
        var entities = Solution.Aggregates.ToHashSet();
        var answers = AllHandlers.SelectMany(h => h.Closed(typeof(IRequestHandler<,>))).Select(i => i.GetGenericArguments()[1]).SelectMany(t => t.Held()).Distinct();
        Offenders.None(answers.Where(entities.Contains));
        Offenders.None(answers.Where(t => t.Assembly == Solution.Application).SelectMany(t => t.GetProperties()).Where(p => p.PropertyType.Held().Any(entities.Contains)));
    }

    private static IEnumerable<Type> Handled(Type handler) => handler.Closed(typeof(IRequestHandler<,>)).Select(i => i.GetGenericArguments()[0])
        .Select(r => r.IsGenericType ? r.GetGenericTypeDefinition() : r);

    private static string FileOf(Type type)
    {
        var folder = "src/Crm.Application" + type.Namespace!["Crm.Application".Length..].Replace('.', '/') + "/";
        return Solution.Sources.Single(s => s.Key.StartsWith(folder, StringComparison.Ordinal) && !s.Key[folder.Length..].Contains('/', StringComparison.Ordinal) && Declares(s.Value, type)).Key;
    }

    private static bool Declares(string source, Type type) => Regex.IsMatch(source, $@"\b(class|record) {type.Plain()}\b");
}
