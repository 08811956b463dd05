using Crm.Application.Operations;
using MediatR;

namespace Crm.Application.Observability;

/// <summary>Gives every use case a span, and measures it, when somebody listens.</summary>
public sealed class Measured<TRequest, TResponse>(RealTime clock) : IPipelineBehavior<TRequest, TResponse> where TRequest : notnull
{
    private static readonly string Name = typeof(TRequest) is { IsGenericType: true } type ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]} {type.GetGenericArguments()[0].Name}" : typeof(TRequest).Name;

    public Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next) =>
        Telemetry.Commands.Enabled || Telemetry.Source.HasListeners() ? Watched(next) : next();

    private async Task<TResponse> Watched(RequestHandlerDelegate<TResponse> next)
    {
        var begun = clock.GetTimestamp();
        using var span = Telemetry.Source.StartActivity(Name);
        var outcome = "failed";
        try
        {
            var response = await next();
            outcome = "done";
            return response;
        }
        finally
        {
            span?.SetTag("crm.outcome", outcome);
            Telemetry.Commands.Record(clock.GetElapsedTime(begun).TotalSeconds, new("command", Name), new("outcome", outcome));
        }
    }
}
