package io.tillpost.edge.sale;

/// Some or all of a sold line that comes back.
public record RefundWish(int line, long quantityThousandths) {}
