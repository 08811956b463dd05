using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Application.Common;

/// <summary>Runs the validators of a request, and those of the input record that it derives from, before its handler, and reports what all of them find.</summary>
public sealed class Validation<TRequest, TResponse>(IServiceProvider services) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    private static readonly Type[] ValidatorTypes = [.. Lineage().Select(t => typeof(IValidator<>).MakeGenericType(t))];

    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        List<ValidationFailure> failures = [];
        foreach (var type in ValidatorTypes)
            foreach (var validator in services.GetServices(type).Cast<IValidator<TRequest>>())
                failures.AddRange((await validator.ValidateAsync(request, ct)).Errors);
        return failures.Count == 0 ? await next() : throw new ValidationException(failures);
    }

    private static IEnumerable<Type> Lineage()
    {
        for (var t = typeof(TRequest); t is not null && t != typeof(object); t = t.BaseType) yield return t;
    }
}
