using Crm.Application.Common;
using Crm.Domain.Service;
using FluentValidation;

namespace Crm.Application.Service.Queues;

/// <summary>What a caller may write about a queue.</summary>
public record QueueInput
{
    /// <summary>Unique, upper and lower case alike.</summary>
    public required string Name { get; init; }
    public string? Description { get; init; }

    internal static QueueInput Of(Queue q) => new() { Name = q.Name, Description = q.Description };
}

internal sealed class QueueInputValidator : AbstractValidator<QueueInput>
{
    public QueueInputValidator()
    {
        RuleFor(q => q.Name).RequiredLine(Queue.NameMax);
        RuleFor(q => q.Description).Block(Queue.DescriptionMax);
    }
}
