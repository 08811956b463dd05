using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;
using Crm.Api.Common;
using Crm.Application.Common;
using Crm.Application.Identity;
using Crm.Application.Identity.Sessions;
using Crm.Domain.Common;
using Crm.Infrastructure.Persistence;
using FluentValidation;
using MediatR;

namespace Crm.Api.Errors;

/// <summary>
/// Which codes an operation can answer with: those that its code can reach. From the route's delegate the calls are followed through the use case, its
/// validators, the aggregates and the reactions to their events, down to the catalogues. So the document names the codes of an operation without a list by
/// hand; now and then it names one that other checks make impossible, but it leaves none out.
/// </summary>
internal sealed class ReachableErrors(IServiceScopeFactory scopes, DataModel data)
{
    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Ours = [typeof(Aggregate).Assembly, typeof(ErrorCode).Assembly, typeof(DataModel).Assembly, typeof(ReachableErrors).Assembly];
    private static readonly Type[] Types = [.. Ours.SelectMany(a => a.GetTypes())];
    private static readonly ILookup<MethodInfo, string> Rules = RuleSamples.All.ToLookup(r => r.Member, r => r.Error.Code);
    private static readonly Dictionary<FieldInfo, string> Inputs = ErrorCatalogue.InputCodes.ToDictionary(c => c.Field, c => c.Code.Code);
    private static readonly Dictionary<Type, Failure[]> Thrown = new()
    {
        [typeof(NotFound)] = [ProblemErrors.NotFound],
        [typeof(Gone)] = [ProblemErrors.Gone],
        [typeof(BeyondTheEnd)] = [ProblemErrors.RangeNotSatisfiable],
        [typeof(StaleVersion)] = [ProblemErrors.Stale],
        [typeof(NotAllowed)] = [ProblemErrors.NotAllowed],
        [typeof(SignInRefused)] = [ProblemErrors.SignInRefused],
        [typeof(RefreshRefused)] = [ProblemErrors.RefreshRefused],
        [typeof(TooManyFailures)] = [ProblemErrors.TooManyFailures],
        [typeof(ChangedMeanwhile)] = [ProblemErrors.ConcurrentChange],
    };

    private static readonly Dictionary<Type, Type> Converters = Types.Where(t => t is { IsAbstract: false, ContainsGenericParameters: false, BaseType: { IsGenericType: true } made } && made.GetGenericTypeDefinition() == typeof(JsonConverter<>))
        .ToDictionary(t => t.BaseType!.GetGenericArguments()[0]);

    // Operations share most of their code.
    private static readonly ConcurrentDictionary<MethodBase, MemberInfo[]> Uses = [];
    private static readonly ConcurrentDictionary<MethodInfo, MethodInfo[]> Targets = [];

    /// <summary>The codes that the operation behind a route's delegate can answer with, those inside errors included.</summary>
    public IReadOnlySet<string> Of(MethodInfo handler)
    {
        using var scope = scopes.CreateScope();
        return new Walk(scope.ServiceProvider, data.Guards).From(handler);
    }

    private sealed class Walk(IServiceProvider services, IReadOnlyList<Guard> guards)
    {
        private readonly HashSet<MethodBase> _seen = [];
        private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
        private readonly Queue<MethodBase> _ahead = [];
        private readonly HashSet<Type> _subjects = [];

        public IReadOnlySet<string> From(MethodInfo handler)
        {
            Enter(handler);
            foreach (var parameter in handler.GetParameters())
            {
                Enter(parameter.ParameterType.GetMethod("BindAsync", BindingFlags.Static | BindingFlags.Public));
                foreach (var type in parameter.ParameterType.GetGenericArguments().Append(parameter.ParameterType))
                {
                    if (typeof(IBaseRequest).IsAssignableFrom(type)) Request(type);
                    if (IsBody(type)) Body(type);
                }
            }
            while (_ahead.TryDequeue(out var method))
                foreach (var used in Uses.GetOrAdd(method, m => [.. CallGraph.Uses(m)])) Use(method, used);
            return _codes;
        }

        // What is read from JSON: what the reader can find wrong, and the converters of the values in it.
        private void Body(Type type)
        {
            foreach (var method in typeof(JsonInput).GetMethods(Everything)) Enter(method);
            Read(type, []);
        }

        private void Read(Type type, HashSet<Type> seen)
        {
            if (!seen.Add(type)) return;
            if (Converters.TryGetValue(type, out var converter)) Enter(converter.GetMethod("Read"));
            foreach (var argument in type.GetGenericArguments()) Read(argument, seen);
            if (!Ours.Contains(type.Assembly)) return;
            foreach (var member in type.GetProperties()) Read(member.PropertyType, seen);
        }

        private static bool IsBody(Type type) => type.Assembly == typeof(ErrorCode).Assembly && !type.IsInterface;

        private void Use(MethodBase by, MemberInfo used)
        {
            if (used is FieldInfo field)
            {
                if (Inputs.TryGetValue(field, out var code)) _codes.Add(code);
                Guarded(by, field);
                return;
            }
            if (used is not MethodBase method || method.DeclaringType is not { } type) return;
            if (used is MethodInfo rule && Rules.Contains(Definition(rule))) _codes.UnionWith(Rules[Definition(rule)]);
            else if (method.IsConstructor && Thrown.TryGetValue(type, out var failures)) _codes.UnionWith(failures.Select(f => f.Code));
            else if (method.IsConstructor && typeof(IBaseRequest).IsAssignableFrom(type)) Request(type);
            else if (method.IsConstructor && typeof(IDomainEvent).IsAssignableFrom(type)) Event(type);
            else Call(method);
        }

        // The use case of a request: what checks it, and what handles it.
        private void Request(Type request)
        {
            for (var type = request; type is not null && type != typeof(object); type = type.BaseType) Validators(type);
            foreach (var patch in request.GetProperties().Select(p => p.PropertyType).Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(MergePatch<>)))
            {
                Validators(patch.GetGenericArguments()[0]);
                Body(patch);
            }
            if (Base(request, typeof(CommandOn<>)) is { } command) _subjects.Add(command.GetGenericArguments()[0]);
            foreach (var asked in request.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)))
                Enter(services.GetRequiredService(typeof(IRequestHandler<,>).MakeGenericType(request, asked.GetGenericArguments()[0])).GetType().GetMethod("Handle"));
        }

        private void Validators(Type input)
        {
            foreach (var validator in services.GetServices(typeof(IValidator<>).MakeGenericType(input)))
                foreach (var constructor in validator!.GetType().GetConstructors()) Enter(constructor);
        }

        private void Event(Type raised)
        {
            foreach (var reaction in Types.Where(t => Base(t, typeof(Reaction<>))?.GetGenericArguments()[0] == raised))
                Enter(reaction.GetMethod("React", Everything));
        }

        private void Call(MethodBase method)
        {
            if (method.Name is "SaveChangesAsync" or "SaveLastAsync" && Ours.Contains(method.DeclaringType!.Assembly))
            {
                _codes.Add(ProblemErrors.ConcurrentChange.Code);   // what else saving can refuse, the guards say, or other checks have refused before
                return;
            }
            Enter(method);
            if (method is not MethodInfo { IsVirtual: true } called || !Ours.Contains(method.DeclaringType!.Assembly)) return;
            foreach (var target in Targets.GetOrAdd(called, TargetsOf))
                // Of the aggregates, only the one that the command is about runs its own way of what all have.
                if (!typeof(Aggregate).IsAssignableFrom(target.DeclaringType) || _subjects.Count == 0 || _subjects.Contains(target.DeclaringType!)) Enter(target);
        }

        private static MethodInfo[] TargetsOf(MethodInfo called) =>
            [.. Types.Where(t => t is { IsAbstract: false, ContainsGenericParameters: false } && called.DeclaringType!.IsAssignableFrom(t))
                .Select(t => called.DeclaringType!.IsInterface ? Implementation(t, called) : t.GetMethods(Everything).FirstOrDefault(m => m.GetBaseDefinition() == called.GetBaseDefinition()))
                .OfType<MethodInfo>().Distinct()];

        private static MethodInfo? Implementation(Type type, MethodInfo called)
        {
            var map = type.GetInterfaceMap(called.DeclaringType!);
            var definition = called.IsGenericMethod ? called.GetGenericMethodDefinition() : called;
            var at = Array.IndexOf(map.InterfaceMethods, definition);
            if (at < 0) return null;
            var found = map.TargetMethods[at];
            return found.IsGenericMethodDefinition ? found.MakeGenericMethod(called.GetGenericArguments()) : found;
        }

        private void Enter(MethodBase? method)
        {
            if (method?.DeclaringType is not { } type || !Ours.Contains(type.Assembly) || method.ContainsGenericParameters || !_seen.Add(method)) return;
            _ahead.Enqueue(method);
            Guarded(method);
        }

        // A unique index refuses what sets one of its properties.
        private void Guarded(MethodBase method) => _codes.UnionWith(guards
            .Where(g => g.Part is null && g.Holder == method.DeclaringType && (method.IsConstructor ? g.Properties.Count == 0 : g.Properties.Any(p => method.Name == $"set_{p}")))
            .Select(g => g.Code));

        // The parts of an aggregate are set where it touches its list of them.
        private void Guarded(MethodBase by, FieldInfo list) => _codes.UnionWith(guards
            .Where(g => g.Part is not null && g.Holder == list.DeclaringType && list.FieldType.GetGenericArguments().Contains(g.Part)
                && !by.IsConstructor && !by.Name.StartsWith("get_", StringComparison.Ordinal))
            .Select(g => g.Code));

        private static MethodInfo Definition(MethodInfo method) => method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;

        private static Type? Base(Type type, Type open)
        {
            for (var t = type; t is not null; t = t.BaseType!)
                if (t.IsGenericType && t.GetGenericTypeDefinition() == open) return t;
            return null;
        }
    }
}
