"""The service that receives interviews from tablets and never loses one."""
