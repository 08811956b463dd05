using Crm.Domain.Common;
using Crm.Domain.Customers;
using Crm.Domain.Service;

namespace Crm.Application.Service.Assignments;

/// <summary>Which of the waiting tickets somebody takes: new and open ones that nobody has.</summary>
/// <param name="Skills">What is known: tickets that ask for more, by themselves or by their queue, are left out.</param>
/// <param name="Languages">What is spoken, asked for where the queue does.</param>
/// <param name="OnlyCustomers">The only customers whose tickets are meant; null when that is not limited.</param>
public sealed record WaitingTickets(IReadOnlyCollection<Id<Queue>> Queues, IReadOnlyCollection<string> Skills, IReadOnlyCollection<string> Languages, IReadOnlyCollection<Id<Customer>>? OnlyCustomers);
