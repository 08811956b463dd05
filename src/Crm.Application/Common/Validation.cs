using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Application.Common;

/// <summary>Runs the validators of a request before its handler.</summary>
public sealed class Validation<TRequest, TResponse>(IServiceProvider services) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        await services.EnsureValid(request, ct);
        return await next();
    }
}

internal static class Validators
{
    /// <summary>Throws what the validators of the input, and those of the record that it derives from, find.</summary>
    /// <exception cref="ValidationException">All of it (400).</exception>
    public static async Task EnsureValid<T>(this IServiceProvider services, T input, CancellationToken ct) where T : notnull
    {
        var failures = await services.Failures(input, ct);
        if (failures.Count > 0) throw new ValidationException(failures);
    }

    public static async Task<IReadOnlyList<ValidationFailure>> Failures<T>(this IServiceProvider services, T input, CancellationToken ct) where T : notnull
    {
        List<ValidationFailure> failures = [];
        foreach (var validators in Of<T>.Validators)
            foreach (var validator in (IEnumerable<IValidator<T>>)services.GetRequiredService(validators))
                failures.AddRange((await validator.ValidateAsync(input, ct)).Errors);
        return failures;
    }

    private static class Of<T>
    {
        // What the container is asked for; put together once, because each request asks.
        public static readonly Type[] Validators = [.. Lineage().Select(t => typeof(IEnumerable<>).MakeGenericType(typeof(IValidator<>).MakeGenericType(t)))];

        private static IEnumerable<Type> Lineage()
        {
            for (var t = typeof(T); t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType) yield return t;
        }
    }
}
