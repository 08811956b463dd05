using Crm.Domain.Common;

namespace Crm.Domain.Service;

/// <summary>What a complaint is about.</summary>
public enum ComplaintKind { Product, Delivery, Billing, Service, Information, Privacy, Other }

/// <summary>How much harm was done.</summary>
public enum ComplaintSeverity { Minor, Major, Critical }

/// <summary>Why it happened, to be counted; the text beside it says it in words.</summary>
public enum RootCauseCode { ProductDefect, TransportDamage, WrongItem, LateDelivery, BillingError, StaffError, WrongInformation, SystemFault, ThirdParty, CustomerError, Unknown }

/// <summary>What the customer was given to make up for it, to be counted; the text beside it says it in words.</summary>
public enum RemedyCode { Apology, Refund, Replacement, Repair, Discount, Credit, None }

public static class ComplaintErrors
{
    public static RuleBroken OtherType =>
        new("complaint.other_type", "The ticket is no complaint: change its type to complaint first.");
}
