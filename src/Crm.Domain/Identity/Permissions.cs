namespace Crm.Domain.Identity;

/// <summary>The parts of the API that rights are given for.</summary>
public enum Area { Customers, Products, Orders, Tickets, Identity }

/// <summary>What can be done in an area.</summary>
public enum Act { Read, Create, Change, Archive, Export, Manage }
